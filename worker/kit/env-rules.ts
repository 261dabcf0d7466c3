import { parseOutboundUrl } from "./outbound-url.ts";

/** Says what is wrong with a value, as the end of a sentence, or undefined. */
export type EnvRule = (value: unknown) => string | undefined;

/** A binding, recognised by one method that only its kind has. */
export function binding(kind: string, method: string): EnvRule {
  return (value) => {
    const isBound = typeof value === "object" && value !== null && method in value;
    return isBound ? undefined : `must be bound to a ${kind}`;
  };
}

export function oneOf(...choices: readonly string[]): EnvRule {
  return (value) =>
    typeof value === "string" && choices.includes(value)
      ? undefined
      : `must be one of ${choices.join(", ")}`;
}

export const nonEmpty: EnvRule = (value) =>
  typeof value === "string" && value.trim() !== "" ? undefined : "must be a text that is not empty";

export const outboundUrl: EnvRule = (value) =>
  typeof value === "string" && parseOutboundUrl(value)
    ? undefined
    : "must be an https URL, or http on a loopback host";

/** A comma-separated list of exact origins, such as `https://example.com, https://a.example`. */
export const originList: EnvRule = (value) =>
  typeof value === "string" && parseOrigins(value).every((origin) => isOrigin(origin))
    ? undefined
    : "must be a comma-separated list of origins such as https://example.com";

/** The rule, for a value that may be absent. */
export function optional(rule: EnvRule): EnvRule {
  return (value) => (value === undefined ? undefined : rule(value));
}

export function parseOrigins(list: string): string[] {
  return list
    .split(",")
    .map((origin) => origin.trim())
    .filter((origin) => origin !== "");
}

/** Exact ones only: the URL parser takes a star for a part of the host, which would never match. */
function isOrigin(text: string): boolean {
  return /^https?:\/\/[^*]+$/.test(text) && URL.parse(text)?.origin === text;
}

/** Every problem of an environment, one full sentence each. Values are not shown: some are secrets. */
export function checkEnv(env: object, rules: Readonly<Record<string, EnvRule>>): string[] {
  const values = new Map(Object.entries(env));
  return Object.entries(rules).flatMap(([name, rule]) => {
    const problem = rule(values.get(name));
    const state = values.has(name) ? "is wrong" : "is missing";
    return problem === undefined ? [] : [`${name} ${state}: it ${problem}.`];
  });
}
