import type { PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import { list, object, text } from "../schema/property.ts";
import type { PagerdutyClient } from "./client.ts";
import { type PagerdutyResource, pagerdutyToken } from "./resource.ts";

interface Relationship {
  id: string;
  supporting_service: { id: string; type: string };
  dependent_service: { id: string; type: string };
}

const services = list(object({ id: text({ required: true }), type: text({ required: true }) }), {
  required: true,
});

/** Two services, one of which depends on the other. Any change makes a new relationship. */
export const serviceDependency: PagerdutyResource = {
  token: pagerdutyToken("serviceDependency"),
  properties: {
    dependency: object(
      { dependentServices: services, supportingServices: services, type: text({ kept: true }) },
      { required: true, replaces: true },
    ),
  },
  async create({ api }, planned) {
    const body = { relationships: [relationshipOf(planned)] };
    const answer = await api.request("POST", "/service_dependencies/associate", { body });
    const [made] = (answer as { relationships: Relationship[] }).relationships;
    if (made === undefined) throw new Error("The association was answered without a relationship.");
    return { id: made.id, state: stateOf(made) };
  },
  async read({ api }, id, prior) {
    const service = supportingOf(prior);
    const found = await find(api, service, id);
    return found && { id, state: stateOf(found) };
  },
  update: async (_, current) => current,
  async delete({ api }, { state }) {
    const body = { relationships: [relationshipOf(state)] };
    await api.request("POST", "/service_dependencies/disassociate", { body });
  },
  parseImportId(importId) {
    const [supporting = "", type = "", id = ""] = importId.split(".");
    return { id, state: { dependency: { supportingServices: [{ id: supporting, type }] } } };
  },
};

async function find(
  api: PagerdutyClient,
  { id: service, type }: { id: string; type: string },
  id: string,
): Promise<Relationship | undefined> {
  const kind = type.startsWith("business") ? "business_services" : "technical_services";
  const answer = await orMissing(api.request("GET", `/service_dependencies/${kind}/${service}`));
  const { relationships = [] } = (answer ?? {}) as { relationships?: Relationship[] };
  return relationships.find((each) => each.id === id);
}

interface Dependency {
  dependentServices?: { id: string; type: string }[];
  supportingServices?: { id: string; type: string }[];
}

function supportingOf(state: PlainObject): { id: string; type: string } {
  const { supportingServices = [] } = (state.dependency ?? {}) as Dependency;
  return supportingServices[0] ?? { id: "", type: "service" };
}

function relationshipOf(state: PlainObject): object {
  const { dependentServices = [] } = (state.dependency ?? {}) as Dependency;
  return { supporting_service: supportingOf(state), dependent_service: dependentServices[0] };
}

function stateOf({ supporting_service, dependent_service }: Relationship): PlainObject {
  const plain = ({ id, type }: { id: string; type: string }) => ({
    id,
    type: type.replace(/_reference$/, ""),
  });
  return {
    dependency: {
      supportingServices: [plain(supporting_service)],
      dependentServices: [plain(dependent_service)],
    },
  };
}
