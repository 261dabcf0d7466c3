import { isNameAtGithub, isSecretKey, type KeyPath, show, textsIn } from "../config-keys.ts";
import { type ConfigProblem, problemOf } from "../config-problems.ts";
import { isLoopbackHost } from "../loopback.ts";
import type { StackSettings } from "./stack-settings.ts";
import { type VendorAddress, vendorAddresses } from "./vendor-addresses.ts";

/**
 * Values that only a local cloud knows, in a stack whose vendors are the real ones. What a stack is
 * said by the addresses of its vendors alone: where all are on loopback, such values are in place.
 */
export function localValueProblems(
  settings: StackSettings,
  env: NodeJS.ProcessEnv,
): ConfigProblem[] {
  const addresses = vendorAddresses(settings, env);
  const real = addresses.find(({ isLoopback }) => !isLoopback);
  if (real === undefined) return [];
  const { raw, stack } = settings;
  const rule = `be your own, no example, where ${real.vendor} is ${real.url}`;
  const found = textsIn(raw).filter(([path, text]) => isLocal(path, text));
  return [
    ...mixedAddresses(addresses, real, stack),
    ...found.map(([path, text]) => problemOf(path, stateOf(path, text), rule, stack)),
  ];
}

/** The account and owner of the local cloud's vendors. */
const localNames: Readonly<Record<string, string>> = {
  accountId: "10ca1c10ad0000000000000000000001",
  githubOwner: "slipway-local",
};

function isLocal(path: KeyPath, text: string): boolean {
  const [key] = path;
  if (localNames[String(key)] === text) return true;
  if (isSecretKey(key) && /(^|\/)local-/.test(text)) return true;
  const host = isNameAtGithub(path) ? undefined : hostOf(text);
  return host !== undefined && (isLoopbackHost(host) || isReserved(host));
}

/** The host of a URL or an e-mail address, or a text that is a host itself. */
function hostOf(text: string): string | undefined {
  if (text.includes("://")) return URL.canParse(text) ? new URL(text).hostname : undefined;
  const host = text.split("@").at(-1) ?? text;
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) ? host : undefined;
}

/** Names that nobody can own. @see https://www.rfc-editor.org/rfc/rfc2606 */
function isReserved(host: string): boolean {
  return /(^|\.)(example\.(com|net|org)|example|test|invalid)$/.test(host);
}

function stateOf([key]: KeyPath, text: string): string {
  return isSecretKey(key) ? "holds the local cloud's value" : `is ${show(text)}`;
}

/** A release that is half on loopback would change real objects by the state of emulated ones. */
function mixedAddresses(
  addresses: readonly VendorAddress[],
  real: VendorAddress,
  stack: string,
): ConfigProblem[] {
  return addresses
    .filter(({ isLoopback }) => isLoopback)
    .map(({ vendor, url, source = vendor }) => ({
      key: source,
      message: `${source} is ${show(url)}, while ${real.vendor} is ${real.url}; a stack's vendors must all be on loopback, or none.`,
      hint: source.includes(":")
        ? `Remove it: pulumi config rm ${source} -s ${stack}`
        : `Unset ${source}, or make a whole local shell: eval "$(npx slipway local env)"`,
    }));
}
