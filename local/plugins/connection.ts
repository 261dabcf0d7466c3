import { LOCAL_TOKEN_PREFIX } from "../vendors/vendor.ts";
import { isObject, type PlainObject } from "./grpc/property-value.ts";
import type { Connection, ProviderPackage } from "./resource.ts";

/** Provider inputs that the engine itself adds or reads. */
const ENGINE_KEYS = new Set(["version", "pluginDownloadURL", "parameterization"]);
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|.+\.localhost)$/;

/** Every config value that the vendor's provider does not know. */
export function unknownConfigKeys<Client>(
  provider: ProviderPackage<Client>,
  config: PlainObject,
): string[] {
  return Object.keys(config).filter(
    (key) => !(key in provider.config) && !ENGINE_KEYS.has(key) && !key.startsWith("__"),
  );
}

/**
 * The connection that a provider's config asks for, on top of the local cloud's own.
 *
 * @throws Error where the config would send a request or a credential out of the local cloud.
 */
export function connectionFor<Client>(
  provider: ProviderPackage<Client>,
  config: PlainObject,
  local: Connection,
): Connection {
  const { overrides, normalizeBaseUrl = withoutTrailingSlash } = provider;
  const values: PlainObject = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, parsed(provider, key, value)]),
  );
  const token = values[overrides.token];
  const baseUrl = overrides.baseUrl === undefined ? undefined : values[overrides.baseUrl];
  if (typeof token === "string" && token !== "") requireLocalToken(provider, token);
  if (typeof baseUrl === "string" && baseUrl !== "") requireLoopback(provider, baseUrl);
  return {
    token: typeof token === "string" && token !== "" ? token : local.token,
    baseUrl:
      typeof baseUrl === "string" && baseUrl !== "" ? normalizeBaseUrl(baseUrl) : local.baseUrl,
    config: { ...local.config, ...values },
  };
}

function requireLocalToken<Client>(
  { name, overrides }: ProviderPackage<Client>,
  token: string,
): void {
  if (token.startsWith(LOCAL_TOKEN_PREFIX)) return;
  throw new Error(
    `The provider ${name} is attached to the local cloud, but its config has a ${overrides.token} that may be a real one. ` +
      `Leave ${name}:${overrides.token} out of the stack's config, or give one that starts with "${LOCAL_TOKEN_PREFIX}".`,
  );
}

function requireLoopback<Client>(
  { name, overrides }: ProviderPackage<Client>,
  given: string,
): void {
  if (URL.canParse(given) && LOOPBACK.test(new URL(given).hostname)) return;
  throw new Error(
    `The provider ${name} is attached to the local cloud and calls nothing else, but ${name}:${overrides.baseUrl} is "${given}". ` +
      `Leave it out, or give a URL on this machine.`,
  );
}

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Config values that are not strings arrive as JSON text. */
function parsed<Client>(
  provider: ProviderPackage<Client>,
  key: string,
  value: PlainObject[string],
): PlainObject[string] {
  if (typeof value !== "string" || provider.config[key]?.kind === "text") return value;
  try {
    const json: unknown = JSON.parse(value);
    return isObject(json) || typeof json !== "object" ? (json as PlainObject[string]) : value;
  } catch {
    return value;
  }
}
