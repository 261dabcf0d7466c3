import type { Plain } from "../grpc/property-value.ts";

type Rule = (value: Plain, path: string) => string | undefined;

/** Both ends belong to the range. The wording is the vendor's (observed). */
export function between(minimum: number, maximum: number, digits = 0): Rule {
  return (value, path) => {
    if (typeof value !== "number" || (value >= minimum && value <= maximum)) return undefined;
    const [low, high, got] = [minimum, maximum, value].map((each) => each.toFixed(digits));
    return `Invalid Attribute Value. Attribute ${path} value must be between ${low} and ${high}, got: ${got}.`;
  };
}

export function oneOf(...allowed: readonly string[]): Rule {
  return (value, path) => {
    if (typeof value !== "string" || allowed.includes(value)) return undefined;
    const list = allowed.map((each) => `"${each}"`).join(" ");
    return `Invalid Attribute Value Match. Attribute ${path} value must be one of: [${list}], got: "${value}".`;
  };
}

export function atMostBytes(maximum: number): Rule {
  return (value, path) => {
    if (typeof value !== "string") return undefined;
    const bytes = Buffer.byteLength(value);
    if (bytes <= maximum) return undefined;
    return `Invalid Attribute Value Length. Attribute ${path} must have at most ${maximum} bytes, got: ${bytes}.`;
  };
}

export function lengthBetween(minimum: number, maximum: number): Rule {
  return (value, path) => {
    if (!Array.isArray(value) || (value.length >= minimum && value.length <= maximum)) {
      return undefined;
    }
    return `Invalid Attribute Value. Attribute ${path} must have between ${minimum} and ${maximum} elements, got: ${value.length}.`;
  };
}

/** @param example what a right value looks like. */
export function matching(pattern: RegExp, example: string): Rule {
  return (value, path) =>
    typeof value !== "string" || pattern.test(value)
      ? undefined
      : `Invalid Attribute Value Match. Attribute ${path} must look like ${example}, got: "${value}".`;
}
