import type { PlainObject } from "./grpc/property-value.ts";
import type { OperationCalls } from "./http/operation-calls.ts";
import type { Change, Dialect } from "./schema/changes.ts";
import type { Properties } from "./schema/property.ts";

export type PluginName = "cloudflare" | "github" | "pagerduty" | "slack";

/** A resource as it exists: its id and its state under Pulumi's property names. */
export interface Existing {
  id: string;
  state: PlainObject;
}

/** What an operation on one resource is given besides the resource's own values. */
export interface Call<Client> {
  api: Client;
  /** Where relative file names start from. */
  workingDirectory: string;
}

/**
 * One resource type: what its properties are and what its operations ask of the vendor's API.
 * Plans and differences follow from the properties; none of them may use the network.
 */
export interface ResourceDefinition<Client> {
  /** `cloudflare:index/queue:Queue` */
  token: string;
  properties: Properties;
  /** The property that gets a random suffix to the resource's name where the program gives none. */
  autoname?: string;
  deleteBeforeReplace?: true;
  /** An update sends nothing, so an object stays as it was made. */
  isFixed?: true;
  /** What counts is that it was made last: one that was made before does not stand for a new one. */
  isEvent?: true;
  /** Rules over several properties. */
  checkTogether?(inputs: PlainObject): string[];
  /** Completes a plan from something other than the inputs: files, what another property implies. */
  refine?(planned: PlainObject, files: Files): PlainObject;
  /** Properties that the vendor's provider replaces though their definition does not say so. */
  alsoReplaces?(changes: readonly Change[], state: PlainObject, planned: PlainObject): string[];
  create(call: Call<Client>, planned: PlainObject): Promise<Existing>;
  /** @returns undefined where the vendor has no such object. */
  read(call: Call<Client>, id: string, state: PlainObject): Promise<Existing | undefined>;
  update(call: Call<Client>, current: Existing, planned: PlainObject): Promise<Existing>;
  delete(call: Call<Client>, current: Existing): Promise<void>;
  /** The id and the state that an import id implies; absent where the vendor has no import. */
  parseImportId?(importId: string): Existing;
}

export interface Files {
  workingDirectory: string;
}

/** A data source. */
export interface FunctionDefinition<Client> {
  token: string;
  inputs: Properties;
  outputs: Properties;
  invoke(api: Client, args: PlainObject): Promise<PlainObject>;
}

/** Where and as whom a provider talks to its vendor. */
export interface Connection {
  /** Base URL of the vendor's API, without a trailing slash. */
  baseUrl: string;
  token: string;
  /** Every other value of the provider's config. */
  config: PlainObject;
  /** The creation or deletion whose writes the client makes. */
  operation?: OperationCalls | undefined;
}

/** Everything that one vendor's provider consists of. */
export interface ProviderPackage<Client> {
  name: PluginName;
  /** The version of the vendor's own plugin whose behaviour this one follows. */
  version: string;
  dialect: Dialect;
  config: Properties;
  /** Names of the config values that override endpoint and credential. */
  overrides: { baseUrl?: string; token: string };
  /** The API's base URL on the local cloud's listener. */
  baseUrl(apiOrigin: string): string;
  /** Puts a configured base URL into the form of {@link Connection.baseUrl}. */
  normalizeBaseUrl?(baseUrl: string): string;
  /** @param signal ends waits between retries. */
  connect(connection: Connection, signal: AbortSignal): Client;
  /**
   * The calls that the vendor's provider makes when it is configured.
   * @returns what these calls add to the connection's config.
   */
  start?(api: Client, connection: Connection): Promise<PlainObject>;
  resources: readonly ResourceDefinition<Client>[];
  functions: readonly FunctionDefinition<Client>[];
}
