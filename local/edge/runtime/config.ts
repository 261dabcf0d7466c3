/**
 * workerd's configuration as plain objects of the shape of `workerd.capnp`, and their text form.
 * @see workerd.capnp in the `workerd` package, which documents every field
 */
export interface WorkerdConfig {
  services: readonly WorkerdService[];
  sockets: readonly WorkerdSocket[];
  extensions?: readonly WorkerdExtension[];
}

/** A named service: a Worker, an external server, a network or a folder. */
export interface WorkerdService extends ConfigRecord {
  name: string;
}

/** What a Worker finds in `env` under `name`. */
export interface WorkerdBinding extends ConfigRecord {
  name: string;
}

export interface WorkerdSocket extends ConfigRecord {
  name: string;
  address: string;
  service: ServiceDesignator;
}

export interface ServiceDesignator extends ConfigRecord {
  name: string;
  entrypoint?: string;
  props?: { json: string };
}

export interface WorkerdExtension extends ConfigRecord {
  modules: readonly { name: string; esModule: string; internal?: boolean }[];
}

export interface ConfigRecord {
  readonly [field: string]: ConfigValue | undefined;
}

/** Text, numbers, flags, lists and structs; bytes are `Data`, a symbol is `Void`. */
export type ConfigValue =
  | string
  | number
  | boolean
  | symbol
  | Uint8Array
  | EmbeddedFile
  | EnumMember
  | readonly ConfigValue[]
  | ConfigRecord;

/** The value of a `Void` field. */
export const VOID = Symbol("Void");

/** Text or data that workerd reads from a file by itself. */
export class EmbeddedFile {
  readonly path: string;

  /** @param path absolute */
  constructor(path: string) {
    this.path = path;
  }
}

/** A member of an enum, such as `proxy` of `HttpOptions.Style`. */
export class EnumMember {
  readonly member: string;

  constructor(member: string) {
    this.member = member;
  }
}

/** The configuration as Cap'n Proto text, with one constant named `config`. */
export function writeConfig(config: WorkerdConfig): string {
  const { services, sockets, extensions = [] } = config;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = ${write({ services, sockets, extensions, structuredLogging: true })};
`;
}

function write(value: ConfigValue): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "symbol") return "void";
  if (value instanceof Uint8Array) return `0x"${Buffer.from(value).toString("hex")}"`;
  if (value instanceof EmbeddedFile) return `embed ${quote(value.path)}`;
  if (value instanceof EnumMember) return value.member;
  if (isList(value)) return `[${value.map(write).join(", ")}]`;
  const fields = Object.entries(value)
    .filter((field): field is [string, ConfigValue] => field[1] !== undefined)
    .map(([name, item]) => `${name} = ${write(item)}`);
  return `(${fields.join(", ")})`;
}

function isList(value: ConfigRecord | readonly ConfigValue[]): value is readonly ConfigValue[] {
  return Array.isArray(value);
}

function quote(text: string): string {
  const escaped = text.replace(/[\\"]|[^\P{Cc}\u0080-\u009f]/gu, (character) =>
    character === "\\" || character === '"'
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${escaped}"`;
}
