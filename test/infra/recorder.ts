import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";

/**
 * Stands in the engine's place and writes down what a program asks for. It proves what is declared;
 * it does not prove that a provider accepts it.
 */

export interface Registration {
  readonly type: string;
  readonly name: string;
  /** Secrets appear as `{ secret: value }`. */
  readonly inputs: Record<string, unknown>;
  readonly options: RegistrationOptions;
}

/** Only what is set. Resources are named `type::name`, without the stack. */
export interface RegistrationOptions {
  readonly parent?: string;
  readonly dependsOn?: readonly string[];
  readonly protect?: true;
  readonly retainOnDelete?: true;
  readonly deleteBeforeReplace?: true;
  readonly replaceOnChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  /** Names of hooks. */
  readonly hooks?: Readonly<Record<HookName, readonly string[]>>;
}

type HookName = "beforeCreate" | "beforeUpdate" | "afterCreate" | "afterUpdate" | "onError";

export interface Recording {
  readonly registrations: readonly Registration[];
  readonly calls: readonly { readonly token: string; readonly inputs: unknown }[];
  /** Secrets appear as `{ secret: value }`. */
  readonly outputs: Record<string, unknown>;
}

export interface Vendor {
  /** What a provider adds to a resource's inputs, by type. */
  readonly computed?: Readonly<Record<string, object>>;
  /** What a provider's function answers, by token. */
  readonly lookUps?: Readonly<Record<string, (inputs: Record<string, string>) => object>>;
}

/** The one resource of a type and name; its absence fails the test. */
export function find({ registrations }: Recording, type: string, name: string): Registration {
  const found = registrations.filter((one) => one.type === type && one.name === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} of ${type} ${name}.`);
  return found[0];
}

/** Runs a program as a stack of the project `slipway`. Ids are `<name>-id`, outputs echo inputs. */
export async function record(
  environment: string,
  program: () => Promise<unknown>,
  { computed = {}, lookUps = {} }: Vendor = {},
): Promise<Recording> {
  const registrations: Registration[] = [];
  const calls: { token: string; inputs: unknown }[] = [];
  const newResource: pulumi.runtime.Mocks["newResource"] = ({ type, name, inputs }) => {
    const options = optionsOf.get(`${type}::${name}`) ?? {};
    registrations.push({ type, name, inputs: reveal(inputs) as Record<string, unknown>, options });
    return { id: `${name}-id`, state: { ...inputs, ...computed[type] } };
  };
  const call: pulumi.runtime.Mocks["call"] = ({ token, inputs }) => {
    calls.push({ token, inputs });
    return lookUps[token]?.(inputs) ?? {};
  };
  optionsOf.clear();
  stackOutputs = {};
  const mocks = { newResource, call };
  await pulumi.runtime.setMocks(mocks, "slipway", environment, false, "organization");
  await pulumi.runtime.runInPulumiStack(program);
  // A program ends before its last registrations do; this waits for them.
  await pulumi.runtime.disconnect();
  return { registrations, calls, outputs: reveal(stackOutputs) as Record<string, unknown> };
}

/** What the mocks are not told, taken from the request they answer. */
const optionsOf = new Map<string, RegistrationOptions>();

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDeletebeforereplace(): boolean;
  getDependenciesList(): string[];
  getReplaceonchangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getHooks(): Record<`get${Capitalize<HookName>}List`, () => string[]> | undefined;
}

const registerResource = MockMonitor.prototype.registerResource;
MockMonitor.prototype.registerResource = function (request: RegisterRequest, callback) {
  optionsOf.set(`${request.getType()}::${request.getName()}`, readOptions(request));
  return registerResource.call(this, request, callback);
};

/** The program's own; components register theirs too. */
let stackOutputs: unknown = {};

interface OutputsRequest {
  getUrn(): string;
  getOutputs(): { toJavaScript(): unknown } | undefined;
}

const registerResourceOutputs = MockMonitor.prototype.registerResourceOutputs;
MockMonitor.prototype.registerResourceOutputs = function (request: OutputsRequest, callback) {
  if (shortName(request.getUrn()).startsWith("pulumi:pulumi:Stack::")) {
    stackOutputs = request.getOutputs()?.toJavaScript();
  }
  return registerResourceOutputs.call(this, request, callback);
};

/** The engine's part in a hook is to know its name; the SDK's own stand-in for it cannot do that. */
const registerHook = (_request: unknown, callback: (error: null, answer: object) => void) =>
  callback(null, {});
Object.assign(MockMonitor.prototype, {
  registerResourceHook: registerHook,
  registerErrorHook: registerHook,
});

function readOptions(request: RegisterRequest): RegistrationOptions {
  const dependsOn = request.getDependenciesList().map(shortName).sort();
  const replaceOnChanges = request.getReplaceonchangesList();
  const additionalSecretOutputs = request.getAdditionalsecretoutputsList();
  const hooks = {
    beforeCreate: request.getHooks()?.getBeforeCreateList() ?? [],
    beforeUpdate: request.getHooks()?.getBeforeUpdateList() ?? [],
    afterCreate: request.getHooks()?.getAfterCreateList() ?? [],
    afterUpdate: request.getHooks()?.getAfterUpdateList() ?? [],
    onError: request.getHooks()?.getOnErrorList() ?? [],
  };
  return {
    ...(request.getParent() && { parent: shortName(request.getParent()) }),
    ...(dependsOn.length > 0 && { dependsOn }),
    ...(request.getProtect() && { protect: true }),
    ...(request.getRetainondelete() && { retainOnDelete: true }),
    ...(request.getDeletebeforereplace() && { deleteBeforeReplace: true }),
    ...(replaceOnChanges.length > 0 && { replaceOnChanges }),
    ...(additionalSecretOutputs.length > 0 && { additionalSecretOutputs }),
    ...(Object.values(hooks).flat().length > 0 && { hooks }),
  };
}

/** `type::name` of `urn:pulumi:stack::project::parentType$type::name`. */
function shortName(urn: string): string {
  const [type = "", name = ""] = urn.split("::").slice(2);
  return `${type.split("$").at(-1)}::${name}`;
}

const secretMark = "4dabf18193072939515e22adb298388d";

function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (secretMark in fields) return { secret: reveal(fields.value) };
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, reveal(item)]));
}
