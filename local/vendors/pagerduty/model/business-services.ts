import { notFound } from "../errors.ts";
import { type BusinessService, newId, type PagerdutyState } from "../state.ts";

export type BusinessServiceInput = Pick<BusinessService, "name"> &
  Partial<Omit<BusinessService, "id">>;

/** @throws PagerdutyError 404 */
export function findBusinessService(state: PagerdutyState, id: string): BusinessService {
  const found = state.businessServices.get(id);
  if (!found) throw notFound("Business Service");
  return found;
}

export function createBusinessService(
  state: PagerdutyState,
  input: BusinessServiceInput,
): BusinessService {
  const blank = { id: newId(state), description: null, pointOfContact: null, teamId: null };
  return updateBusinessService(state, { ...blank, ...input }, {});
}

export function updateBusinessService(
  state: PagerdutyState,
  service: BusinessService,
  changes: Partial<BusinessServiceInput>,
): BusinessService {
  return state.businessServices.put(service.id, { ...service, ...changes });
}

export function deleteBusinessService(state: PagerdutyState, { id }: BusinessService): void {
  state.businessServices.delete(id);
}
