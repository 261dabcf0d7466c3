import type { Service, Services } from "../../release/service.ts";
import type { SystemName } from "../config-schema.ts";
import {
  type CollectiveVisionAddress,
  collectiveVisionService,
} from "./collective-vision-service.ts";

/** What must be known of a stack to find its services. */
export interface StackAddress extends CollectiveVisionAddress {
  readonly systems: readonly SystemName[];
}

const services: Record<SystemName, (address: StackAddress, stack: string) => Service> = {
  "collective-vision": collectiveVisionService,
};

/** A stack's services, by their names. */
export function servicesOf(address: StackAddress, stack: string): Services {
  return Object.fromEntries(address.systems.map((each) => [each, services[each](address, stack)]));
}

/** The names of the Workers that a stack declares. */
export function workerNamesOf(address: StackAddress, stack: string): readonly string[] {
  const all = Object.values(servicesOf(address, stack));
  return all.flatMap(({ workers }) => workers.map(({ scriptName }) => scriptName));
}
