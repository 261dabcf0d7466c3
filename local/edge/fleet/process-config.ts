import { LINK, namespaceBinding, type OriginProps } from "../link/table.ts";
import {
  type ConfigRecord,
  EnumMember,
  type ServiceDesignator,
  VOID,
  type WorkerdBinding,
  type WorkerdConfig,
  type WorkerdExtension,
  type WorkerdService,
} from "../runtime/config.ts";
import { newestCompatibilityDate, runnableDate } from "../runtime/workerd.ts";
import { assetServices } from "./assets.ts";
import { backExternal } from "./back-service.ts";
import { type BindingContext, edgeBinding, isEdgeBinding, proxyClass } from "./bindings.ts";
import type { FleetContext } from "./context.ts";
import { configModule, orderModules } from "./modules.ts";
import type { VersionPlan } from "./plan.ts";
import { wrapperExtension } from "./wrapped.ts";

/** Makes a process the home of a Worker's Durable Objects. */
export interface ObjectStorage {
  /** Folder of their databases. */
  directory: string;
  classes: readonly { className: string; namespaceId: string; storage: "sqlite" | "kv" }[];
}

export const CONTROL_SOCKET = "control";
const CACHE = "cache";
const OBJECT_FILES = "object-files";

/** The socket through which requests reach a version. */
export function versionSocket(plan: VersionPlan): string {
  return `socket:${plan.service}`;
}

/** A process that runs the given versions, and a `link` Worker between them and everything else. */
export function processConfig(
  plans: readonly VersionPlan[],
  context: FleetContext,
  objects: ObjectStorage | null,
  socketPaths: ReadonlyMap<string, string>,
): WorkerdConfig {
  const addressOf = (socket: string) => `unix:${socketPaths.get(socket)}`;
  const data = plans.map(({ version }) => context.dataBindings(version));
  const services = [
    ...plans.flatMap((plan, index) => [
      workerService(plan, context, data[index]?.bindings ?? [], objects),
      ...assetsOf(plan, context),
    ]),
    ...data.flatMap((part) => part.services),
    ...linkServices(plans, context, objects),
    ...(objects ? [{ name: OBJECT_FILES, disk: { path: objects.directory, writable: true } }] : []),
  ];
  return {
    services: uniqueByName(services),
    sockets: [
      {
        name: CONTROL_SOCKET,
        address: addressOf(CONTROL_SOCKET),
        service: { name: LINK.service },
        http: {},
      },
      ...plans.map((plan) => ({
        name: versionSocket(plan),
        address: addressOf(versionSocket(plan)),
        service: { name: plan.entry },
        // Proxy style: the request line carries the whole URL, so `request.url` is what we say.
        http: { style: new EnumMember("proxy"), cfBlobHeader: "MF-CF-Blob" },
      })),
    ],
    extensions: uniqueExtensions([
      wrapperExtension,
      ...data.flatMap((part) => part.extensions ?? []),
    ]),
  };
}

function workerService(
  { version, namespaces, service, isTailed }: VersionPlan,
  context: FleetContext,
  dataBindings: readonly WorkerdBinding[],
  objects: ObjectStorage | null,
): WorkerdService {
  const bindingContext: BindingContext = {
    version,
    isObjectHome: objects !== null,
    namespaceOf: (script, className) => {
      const found = namespaces.find((n) => n.script === script && n.className === className);
      if (!found) throw new Error(`Namespace of ${className} in ${script} was not planned.`);
      return found;
    },
  };
  const own = version.bindings
    .filter(isEdgeBinding)
    .map((binding) => edgeBinding(binding, bindingContext));
  const origin: OriginProps = { script: version.script, versionId: version.id };
  return {
    name: service,
    worker: {
      modules: configModules(version, context),
      compatibilityDate: runnableDate(version.compatibilityDate),
      compatibilityFlags: version.compatibilityFlags,
      bindings: [...own, ...dataBindings],
      globalOutbound: linkEntry(LINK.outboundEntry, origin),
      cacheApiOutbound: { name: CACHE },
      tails: isTailed ? [linkEntry(LINK.tailEntry, origin)] : [],
      ...(objects && objectFields(objects)),
    },
  };
}

/** A Worker of static assets only has no modules of its own; nothing ever reaches its service. */
function configModules(
  { mainModule, modules }: VersionPlan["version"],
  { blobs }: FleetContext,
): ConfigRecord[] {
  if (mainModule === "") return [{ name: "none.js", esModule: "export default {};" }];
  return orderModules(mainModule, modules).map((module) => configModule(module, blobs));
}

function objectFields({ classes }: ObjectStorage): ConfigRecord {
  return {
    durableObjectNamespaces: classes.map(({ className, namespaceId, storage }) => ({
      className,
      uniqueKey: namespaceId,
      enableSql: storage === "sqlite",
    })),
    durableObjectStorage: { localDisk: OBJECT_FILES },
  };
}

function assetsOf({ version }: VersionPlan, { back }: FleetContext): WorkerdService[] {
  return version.assets === null ? [] : assetServices(version, version.assets, back);
}

function linkEntry(entrypoint: string, props: OriginProps): ServiceDesignator {
  return { name: LINK.service, entrypoint, props: { json: JSON.stringify(props) } };
}

function linkServices(
  plans: readonly VersionPlan[],
  context: FleetContext,
  objects: ObjectStorage | null,
): WorkerdService[] {
  const { back, allowOutbound, controlKey } = context;
  const namespaceIds = [
    ...new Set(plans.flatMap(({ namespaces }) => namespaces.map(({ id }) => id))),
  ];
  const reachable = new Set(plans.flatMap(({ service, entry }) => [service, entry]));
  return [
    backExternal(LINK.back, back, "edge"),
    backExternal(CACHE, back, "cache"),
    {
      name: "network",
      network: {
        allow: allowOutbound ? ["public", "private"] : ["local"],
        tlsOptions: { trustBrowserCas: true },
      },
    },
    {
      name: LINK.service,
      worker: {
        modules: [
          { name: "main.js", esModule: linkMain(namespaceIds) },
          { name: "link.js", esModule: context.linkCode },
        ],
        compatibilityDate: newestCompatibilityDate,
        compatibilityFlags: ["service_binding_extra_handlers", "connect_pass_through"],
        bindings: [
          { name: LINK.debugPort, workerdDebugPort: VOID },
          { name: LINK.network, service: { name: "network" } },
          { name: LINK.back, service: { name: LINK.back } },
          { name: LINK.allowOutbound, json: String(allowOutbound) },
          { name: LINK.controlKey, text: controlKey },
          ...[...reachable].map((name) => ({ name, service: { name } })),
          ...hostedNamespaces(plans, objects),
        ],
        globalOutbound: { name: "network" },
        durableObjectNamespaces: namespaceIds.map((id) => ({
          className: proxyClass(id),
          uniqueKey: id,
          enableSql: true,
        })),
        durableObjectStorage: { inMemory: VOID },
      },
    },
  ];
}

/** The objects that live in this process, for calls from other processes. */
function hostedNamespaces(
  [home]: readonly VersionPlan[],
  objects: ObjectStorage | null,
): WorkerdBinding[] {
  if (!home || !objects) return [];
  return objects.classes.map(({ className, namespaceId }) => ({
    name: namespaceBinding(namespaceId),
    durableObjectNamespace: { className, serviceName: home.service },
  }));
}

/** The class name of a stand-in for objects has to be an export: so the main module is written. */
function linkMain(namespaceIds: readonly string[]): string {
  return [
    `import { objectProxy } from "./link.js";`,
    `export * from "./link.js";`,
    `export { default } from "./link.js";`,
    ...namespaceIds.map(
      (id) => `export const ${proxyClass(id)} = objectProxy(${JSON.stringify(id)});`,
    ),
  ].join("\n");
}

function uniqueByName(services: readonly WorkerdService[]): WorkerdService[] {
  return [...new Map(services.map((service) => [service.name, service])).values()];
}

function uniqueExtensions(extensions: readonly WorkerdExtension[]): WorkerdExtension[] {
  const modules = new Map(
    extensions.flatMap((extension) => extension.modules.map((module) => [module.name, module])),
  );
  return [{ modules: [...modules.values()] }];
}
