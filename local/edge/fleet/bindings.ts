import type { RuntimeVersion, WireBinding } from "../contract.ts";
import { LINK, type ServiceProps } from "../link/table.ts";
import type { ConfigRecord, WorkerdBinding } from "../runtime/config.ts";
import { assetService } from "./assets.ts";
import { wrappedBinding } from "./wrapped.ts";

/** A Durable Object namespace that a version binds. */
export interface BoundNamespace {
  id: string;
  className: string;
  /** The Worker that implements the class. */
  script: string;
}

export interface BindingContext {
  version: RuntimeVersion;
  namespaceOf(script: string, className: string): BoundNamespace;
  /** Set where the version runs as the home of its own Durable Objects. */
  isObjectHome: boolean;
}

type Write = (binding: WireBinding, context: BindingContext) => ConfigRecord;

/** What each binding type of the Cloudflare API becomes in workerd, data bindings aside. */
const writers: Readonly<Record<string, Write>> = {
  plain_text: ({ text }) => ({ text: String(text ?? "") }),
  secret_text: ({ text }) => ({ text: String(text ?? "") }),
  json: ({ json }) => ({ json: jsonText(json) }),
  version_metadata: (_binding, { version: { id, tag, createdOn } }) => ({
    json: JSON.stringify({ id, tag, timestamp: createdOn }),
  }),
  service: ({ service, entrypoint }) => serviceBinding(String(service), entrypoint),
  durable_object_namespace: writeNamespace,
  assets: (_binding, { version }) => ({ service: { name: assetService(version) } }),
  ratelimit: (binding) => wrappedBinding("ratelimit", binding),
  secrets_store_secret: (binding) => wrappedBinding("secret", binding),
  analytics_engine: (binding) => wrappedBinding("analytics", binding),
};

export function isEdgeBinding({ type }: WireBinding): boolean {
  return type in writers;
}

export function edgeBinding(binding: WireBinding, context: BindingContext): WorkerdBinding {
  const write = writers[binding.type];
  if (!write) throw new Error(`No binding type "${binding.type}" reaches workerd.`);
  return { name: binding.name, ...write(binding, context) };
}

/** The namespace of a Durable Object binding; undefined for other bindings. */
export function boundNamespace(
  binding: WireBinding,
  { version, namespaceOf }: Pick<BindingContext, "version" | "namespaceOf">,
): BoundNamespace | undefined {
  if (binding.type !== "durable_object_namespace") return undefined;
  const script = binding.script_name ? String(binding.script_name) : version.script;
  return namespaceOf(script, String(binding.class_name));
}

/** Export of the `link` Worker that stands for the objects of a namespace. */
export function proxyClass(namespaceId: string): string {
  return `Objects_${namespaceId.replace(/\W/g, "_")}`;
}

function writeNamespace(binding: WireBinding, context: BindingContext): ConfigRecord {
  const namespace = boundNamespace(binding, context);
  if (!namespace) return {};
  const isOwn = context.isObjectHome && namespace.script === context.version.script;
  const designator = isOwn
    ? { className: namespace.className }
    : { className: proxyClass(namespace.id), serviceName: LINK.service };
  return { durableObjectNamespace: designator };
}

function serviceBinding(script: string, entrypoint: unknown): ConfigRecord {
  const isNamed = typeof entrypoint === "string" && entrypoint !== "" && entrypoint !== "default";
  const props: ServiceProps = isNamed ? { script, entrypoint } : { script };
  return {
    service: {
      name: LINK.service,
      entrypoint: LINK.serviceEntry,
      props: { json: JSON.stringify(props) },
    },
  };
}

/** Clients send the value, or a text that is the JSON of an object or a list. */
function jsonText(value: unknown): string {
  if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    try {
      JSON.parse(value);
      return value;
    } catch {
      // A plain text that happens to begin like JSON.
    }
  }
  return JSON.stringify(value ?? null);
}
