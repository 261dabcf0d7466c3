import type { RuntimeVersion, WireBinding } from "../contract.ts";
import { mimeType, moduleKind, orderModules } from "../fleet/modules.ts";

/** What is wrong with an upload that can be said without running it; undefined when nothing is. */
export type Check = (version: RuntimeVersion, context: CheckContext) => string | undefined;

export interface CheckContext {
  now: Date;
  isSupportedBinding(binding: WireBinding): boolean;
}

/** In the order in which they are reported; messages read as Cloudflare's do. */
export const checks: readonly Check[] = [
  checkMainModule,
  checkModuleTypes,
  checkDate,
  checkBindingNames,
  checkBindingTypes,
  checkRateLimits,
];

function checkMainModule({ mainModule, modules, assets }: RuntimeVersion): string | undefined {
  if (mainModule === "" && assets !== null) return undefined;
  const main = modules.find(({ name }) => name === mainModule);
  if (!main) {
    return `Main module must be included in the upload: "${mainModule}" is not among ${modules.map(({ name }) => `"${name}"`).join(", ") || "no modules"}.`;
  }
  const type = mimeType(main.contentType);
  if (type === "application/javascript") {
    return `"${mainModule}" is in service-worker format (${type}), which versions cannot be. Export handlers from an ES module (application/javascript+module).`;
  }
  if (!type.startsWith("text/x-python") && moduleKind(type) !== "esModule") {
    return `Main module "${mainModule}" has the type ${type}; it must be an ES module (application/javascript+module).`;
  }
  return undefined;
}

function checkModuleTypes({ mainModule, modules }: RuntimeVersion): string | undefined {
  const other = orderModules(mainModule, modules).find(
    ({ contentType }) => moduleKind(contentType) === undefined,
  );
  if (!other) return undefined;
  if (mimeType(other.contentType).startsWith("text/x-python")) {
    return `"${other.name}" is Python. The local cloud runs JavaScript and WebAssembly Workers only.`;
  }
  return `Module "${other.name}" has an unsupported type: "${other.contentType}".`;
}

function checkDate({ compatibilityDate }: RuntimeVersion, { now }: CheckContext) {
  const today = now.toISOString().slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(compatibilityDate)) {
    return `Invalid compatibility date: "${compatibilityDate}". It must have the form YYYY-MM-DD.`;
  }
  if (compatibilityDate <= today) return undefined;
  return `Can't set compatibility date in the future: "${compatibilityDate}". Use ${today} or an earlier date.`;
}

function checkBindingNames({ bindings }: RuntimeVersion): string | undefined {
  const names = bindings.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `Binding name "${twice}" is used more than once.`;
}

function checkBindingTypes(
  { bindings }: RuntimeVersion,
  { isSupportedBinding }: CheckContext,
): string | undefined {
  const other = bindings.find((binding) => !isSupportedBinding(binding));
  if (!other) return undefined;
  return `Binding "${other.name}" has the type "${other.type}", which the local cloud does not have. Leave it out locally, or reach that service over HTTP.`;
}

/** @see https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/#configuration */
function checkRateLimits({ bindings }: RuntimeVersion): string | undefined {
  for (const { type, name, simple } of bindings) {
    if (type !== "ratelimit") continue;
    const { limit, period } = (simple ?? {}) as { limit?: unknown; period?: unknown };
    if (typeof limit !== "number" || limit < 1 || (period !== 10 && period !== 60)) {
      return `Rate limit binding "${name}" needs simple.limit of 1 or more calls and simple.period of 10 or 60 seconds, got ${JSON.stringify(simple)}.`;
    }
  }
  return undefined;
}
