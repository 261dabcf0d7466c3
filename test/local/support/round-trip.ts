import { expect } from "vitest";
import type { PropertyObject } from "../../../local/plugins/grpc/property-value.ts";
import type { Engine } from "../plugins/support/engine.ts";

export interface RoundTrip {
  type: string;
  inputs: PropertyObject;
  /** Inputs of an update; the resource is only read back where there are none. */
  changes?: PropertyObject;
}

/** Creates a resource, proves that a refresh sees no change, and updates it likewise. */
export async function roundTrip(
  engine: Engine,
  { type, inputs, changes }: RoundTrip,
): Promise<{ id: string; outputs: PropertyObject }> {
  const { inputs: checked, failures } = await engine.check(type, inputs);
  expect([type, failures]).toEqual([type, []]);
  const created = await engine.create(type, checked);
  const outputs = await refreshed(engine, type, created.id, created.outputs, checked);
  if (!changes) return { id: created.id, outputs };
  const { inputs: news } = await engine.check(type, { ...inputs, ...changes }, checked);
  const updated = await engine.update(type, created.id, outputs, news);
  return { id: created.id, outputs: await refreshed(engine, type, created.id, updated, news) };
}

async function refreshed(
  engine: Engine,
  type: string,
  id: string,
  outputs: PropertyObject,
  inputs: PropertyObject,
): Promise<PropertyObject> {
  const read = await engine.read(type, id, outputs, inputs);
  expect([type, read.id]).toEqual([type, id]);
  const { changes } = await engine.diff(type, read.outputs, inputs);
  expect([type, changes]).toEqual([type, {}]);
  return read.outputs;
}
