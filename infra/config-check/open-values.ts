import { isSecretKey, namespace, setCommand } from "../config-keys.ts";
import type { ConfigProblem } from "../config-problems.ts";
import type { StackSettings } from "./stack-settings.ts";

/** The namespaces of the program and its providers, with the keys of these that are credentials. */
const credentials: Readonly<Record<string, readonly string[]>> = {
  slipway: [],
  pulumi: [],
  cloudflare: ["apiToken", "apiKey", "apiUserServiceKey"],
  github: ["token", "appAuth"],
  pagerduty: ["token", "userToken", "useAppOauthScopedToken"],
  slack: ["token"],
};

/** Keys that nothing reads, and secrets that anybody can read who reads the stack's file. */
export function openValueProblems({ stack, values }: StackSettings): ConfigProblem[] {
  return Object.entries(values).flatMap(([name, { isSecret }]) => {
    const [space = "", key = ""] = name.split(":");
    const keys = credentials[space];
    if (keys === undefined) return [unknownNamespace(name, stack)];
    const mustBeSecret = isSecretKey(key) && name.startsWith(namespace);
    if (isSecret || !(mustBeSecret || keys.includes(key))) return [];
    return [keptOpen(name, mustBeSecret ? setCommand([key], stack) : undefined, stack)];
  });
}

function unknownNamespace(name: string, stack: string): ConfigProblem {
  const known = Object.keys(credentials).join(", ");
  return {
    key: name,
    message: `${name} is in a namespace that nothing reads; it must be one of ${known}.`,
    hint: `Remove it: pulumi config rm ${name} -s ${stack}`,
  };
}

/** @param command what sets it anew; undefined where it is better left to the environment. */
function keptOpen(name: string, command: string | undefined, stack: string): ConfigProblem {
  const remedy =
    command === undefined
      ? `take it from the environment and remove it: pulumi config rm ${name} -s ${stack}`
      : `set it anew: ${command}`;
  return {
    key: name,
    message: `${name} is kept in the clear; it must be encrypted.`,
    hint: `Whoever has the file has the value: revoke it, and ${remedy}`,
  };
}
