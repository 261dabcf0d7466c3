import { isObject, type Plain, type PlainObject } from "./grpc/property-value.ts";
import { orMissing } from "./http/api-error.ts";
import type { Call, Existing, ResourceDefinition } from "./resource.ts";
import { isSame } from "./schema/changes.ts";
import type { Properties } from "./schema/property.ts";
import { complete, fromWire, type Naming, snakeNaming, toWire } from "./schema/wire.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RestOptions {
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What {@link rest} needs of a vendor's client. */
export interface RestClient {
  /** @returns the answer's payload, out of the vendor's envelope. */
  request(method: Method, path: string, options?: RestOptions): Promise<unknown>;
}

/** A resource whose operations are one request each. Paths have `{property}` and `{id}` in them. */
export interface RestResource<Client extends RestClient>
  extends Partial<Omit<ResourceDefinition<Client>, "token" | "properties">> {
  token: string;
  properties: Properties;
  /** Where new ones are made: `/accounts/{accountId}/queues`. Its properties stay out of bodies. */
  collection: string;
  /** Where one is; the collection's path with `/{id}` if absent. */
  item?: string;
  /** The answer's field that is the id, or a property of the state, or a function of both. */
  id?: string | ((answer: Record<string, unknown>, state: PlainObject) => string);
  /** Letter case of names on the wire; snake case if absent. */
  naming?: Naming;
  /** Requests and answers wrap the object in this: `{"service": {…}}`. */
  wrap?: string;
  createWith?: Method;
  createAt?: string;
  updateWith?: Method | "nothing";
  /** What is sent on update: the whole plan (default) or what differs. */
  updateBody?: "whole" | "difference";
  /** What becomes of a value that the state has and the plan has not; `null` if absent. */
  clearsWith?: "null" | "nothing";
  deleteWith?: "nothing";
  /** Sent with every read. */
  query?: Record<string, string>;
  /** After which writes the object is read, and its state taken from there. */
  readsBack?: "always" | "when-created";
  headers?: (state: PlainObject, method: Method) => Record<string, string>;
  /** Last change of a request's body. */
  body?: (body: PlainObject, planned: PlainObject, current: Existing | undefined) => unknown;
  /** First change of an answer. */
  answer?: (answer: Record<string, unknown>, state: PlainObject) => unknown;
  /** The parts of an import id in order, the id itself as `id`: `["accountId", "id"]`. */
  importId?: readonly string[];
}

/** Builds a resource's operations from its paths; those given by the definition itself stay. */
export function rest<Client extends RestClient>(
  definition: RestResource<Client>,
): ResourceDefinition<Client> {
  const operations = new RestOperations(definition);
  const { importId, updateWith } = definition;
  return {
    create: (call, planned) => operations.create(call, planned),
    read: (call, id, state) => operations.read(call, id, state),
    update: (call, current, planned) => operations.update(call, current, planned),
    delete: (call, current) => operations.delete(call, current),
    ...(importId === undefined
      ? {}
      : { parseImportId: (given: string) => parseImportId(importId, given) }),
    ...(updateWith === "nothing" ? { isFixed: true as const } : {}),
    ...definition,
  };
}

class RestOperations<Client extends RestClient> {
  readonly #definition: RestResource<Client>;
  readonly #item: string;

  constructor(definition: RestResource<Client>) {
    this.#definition = definition;
    this.#item = definition.item ?? `${definition.collection}/{id}`;
  }

  async create({ api }: Call<Client>, planned: PlainObject): Promise<Existing> {
    const { createWith = "POST", createAt, collection } = this.#definition;
    const path = fillPath(createAt ?? collection, planned, "");
    const answer = await this.#ask(api, createWith, path, planned, {
      body: this.#body(planned, undefined),
    });
    const state = complete(planned, this.#stateOf(answer, planned));
    const made = { id: this.#idOf(answer, state, ""), state };
    return this.#definition.readsBack === undefined ? made : this.#readBack(api, made);
  }

  async read({ api }: Call<Client>, id: string, prior: PlainObject): Promise<Existing | undefined> {
    const path = fillPath(this.#item, prior, id);
    const { query = {} } = this.#definition;
    const answer = await orMissing(this.#ask(api, "GET", path, prior, { query }));
    if (answer === undefined) return undefined;
    const state = { ...this.#fixed(prior), ...this.#stateOf(answer, prior) };
    return { id: this.#idOf(answer, state, id), state };
  }

  async update({ api }: Call<Client>, current: Existing, planned: PlainObject): Promise<Existing> {
    const { updateWith = "PUT" } = this.#definition;
    if (updateWith === "nothing") {
      return { id: current.id, state: complete(planned, current.state) };
    }
    const path = fillPath(this.#item, current.state, current.id);
    const answer = await this.#ask(api, updateWith, path, planned, {
      body: this.#body(planned, current),
    });
    const answered = this.#stateOf(answer, planned);
    const state = complete(this.#withoutStale(planned, answered), answered);
    const changed = { id: this.#idOf(answer, state, current.id), state };
    return this.#definition.readsBack === "always" ? this.#readBack(api, changed) : changed;
  }

  async delete({ api }: Call<Client>, current: Existing): Promise<void> {
    if (this.#definition.deleteWith === "nothing") return;
    const path = fillPath(this.#item, current.state, current.id);
    await this.#ask(api, "DELETE", path, current.state, {});
  }

  async #readBack(api: Client, written: Existing): Promise<Existing> {
    const call = { api, workingDirectory: "" };
    return (await this.read(call, written.id, written.state)) ?? written;
  }

  async #ask(
    api: Client,
    method: Method,
    path: string,
    state: PlainObject,
    options: RestOptions,
  ): Promise<Record<string, unknown>> {
    const { wrap, headers, answer: rewrite } = this.#definition;
    const payload = await api.request(method, path, {
      ...options,
      ...(headers === undefined ? {} : { headers: headers(state, method) }),
    });
    const object = (payload ?? {}) as Record<string, unknown>;
    const answer = (wrap === undefined ? object : (object[wrap] ?? {})) as Record<string, unknown>;
    return (rewrite?.(answer, state) ?? answer) as Record<string, unknown>;
  }

  #body(planned: PlainObject, current: Existing | undefined): unknown {
    const { body: rewrite, wrap, updateBody, clearsWith } = this.#definition;
    const prior = current?.state;
    const wire = this.#toWire(planned, clearsWith === "nothing" ? undefined : prior);
    const sent =
      prior === undefined || updateBody !== "difference"
        ? wire
        : differenceOf(this.#toWire(prior, undefined), wire);
    const body = rewrite === undefined ? sent : rewrite(sent, planned, current);
    return wrap === undefined ? body : { [wrap]: body };
  }

  #toWire(planned: PlainObject, prior: PlainObject | undefined): PlainObject {
    const { properties, collection, naming = snakeNaming } = this.#definition;
    const inPath = new Set(parametersOf(collection));
    const entries = Object.entries(properties).filter(([name]) => !inPath.has(name));
    return toWire(Object.fromEntries(entries), planned, prior, naming);
  }

  #stateOf(answer: Record<string, unknown>, prior: PlainObject): PlainObject {
    const { properties, naming = snakeNaming } = this.#definition;
    return fromWire(properties, answer, prior, naming);
  }

  /** What answers do not repeat: the properties that are part of the path. */
  #fixed(state: PlainObject): PlainObject {
    const names = [...parametersOf(this.#definition.collection), ...parametersOf(this.#item)];
    return Object.fromEntries(
      names.flatMap((name) => (state[name] === undefined ? [] : [[name, state[name]]])),
    );
  }

  /** An update's answer tells what the vendor sets better than the state before it does. */
  #withoutStale(planned: PlainObject, answered: PlainObject): PlainObject {
    const { properties } = this.#definition;
    const fresh = Object.entries(answered).filter(([name]) => properties[name]?.output === true);
    return { ...planned, ...Object.fromEntries(fresh) };
  }

  #idOf(answer: Record<string, unknown>, state: PlainObject, current: string): string {
    const { id = "id" } = this.#definition;
    if (typeof id === "function") return id(answer, state);
    const value = answer[id] ?? state[id];
    return value === undefined || value === null || value === "" ? current : String(value);
  }
}

const PARAMETER = /\{(\w+)\}/g;

function parametersOf(path: string): string[] {
  return [...path.matchAll(PARAMETER)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** @throws Error naming the parameter, where the state has none. */
export function fillPath(path: string, state: PlainObject, id: string): string {
  return path.replace(PARAMETER, (_, name: string) => {
    const value: Plain | undefined = name === "id" ? id : state[name];
    if (typeof value !== "string" && typeof value !== "number") {
      throw new Error(`missing required ${snakeNaming(name)} parameter`);
    }
    return encodeURIComponent(String(value));
  });
}

/** What of `after` is not in `before`, objects taken apart, lists as a whole. */
function differenceOf(before: PlainObject, after: PlainObject): PlainObject {
  return Object.fromEntries(
    Object.entries(after).flatMap(([key, value]): [string, Plain][] => {
      const former = before[key];
      if (isSame(former, value)) return [];
      return isObject(former) && isObject(value)
        ? [[key, differenceOf(former, value)]]
        : [[key, value]];
    }),
  );
}

function parseImportId(names: readonly string[], given: string): Existing {
  const parts = given.split("/");
  if (parts.length < names.length || parts.some((part) => part === "")) {
    const form = names.map((name) => `<${snakeNaming(name)}>`).join("/");
    throw new Error(`invalid ID "${given}": expected ${form}.`);
  }
  const tail = parts.slice(names.length - 1).join("/");
  const values = names.map((name, index) => [
    name,
    index === names.length - 1 ? tail : (parts[index] ?? ""),
  ]);
  const { id = tail, ...state } = Object.fromEntries(values) as Record<string, string>;
  return { id, state };
}
