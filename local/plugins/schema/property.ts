import type { Plain } from "../grpc/property-value.ts";

/** What the vendor's provider knows of one property besides its type. */
export interface PropertyTraits {
  /** The program must give it. */
  required?: true;
  /** Set by the vendor; a program cannot give it. */
  output?: true;
  /** Where the program gives none, the vendor's value stays as it is. */
  kept?: true;
  /** Where the program gives none, this is sent and expected. */
  default?: Plain;
  /** A change makes a new resource. */
  replaces?: true;
  /** Encrypted in state even if the program passes it in the clear. */
  secret?: true;
  /** Not taken from answers: the state keeps what was sent. */
  unread?: true;
  /** Where the state has none (after an import), what the program gives is taken to be there. */
  trusted?: true;
  /** Not part of a request's body. */
  unsent?: true;
  /** Name in requests and answers, where it is not the property's name in the vendor's letter case. */
  wire?: string;
  /** The value's rule. @returns what is wrong with it, as the vendor's provider says it. */
  check?: (value: Plain, path: string) => string | undefined;
  /** Whether two different spellings mean the same. */
  same?: (state: Plain, planned: Plain) => boolean;
}

export type Property = PropertyTraits &
  (
    | { kind: "text" | "number" | "integer" | "flag" | "any" }
    | { kind: "list"; element: Property; matchBy?: string; unordered?: true }
    | { kind: "map"; element: Property }
    | { kind: "object"; properties: Properties }
  );

export type Properties = Readonly<Record<string, Property>>;

export const text = (traits: PropertyTraits = {}): Property => ({ kind: "text", ...traits });
export const number = (traits: PropertyTraits = {}): Property => ({ kind: "number", ...traits });
export const integer = (traits: PropertyTraits = {}): Property => ({ kind: "integer", ...traits });
export const flag = (traits: PropertyTraits = {}): Property => ({ kind: "flag", ...traits });
/** Any JSON value, sent and compared as it is. */
export const any = (traits: PropertyTraits = {}): Property => ({ kind: "any", ...traits });
export const object = (properties: Properties, traits: PropertyTraits = {}): Property => ({
  kind: "object",
  properties,
  ...traits,
});
export const map = (element: Property, traits: PropertyTraits = {}): Property => ({
  kind: "map",
  element,
  ...traits,
});

interface ListTraits extends PropertyTraits {
  /** The property that tells which elements of two lists belong together; else their position. */
  matchBy?: string;
  /** Order means nothing. */
  unordered?: true;
}
export const list = (element: Property, traits: ListTraits = {}): Property => ({
  kind: "list",
  element,
  ...traits,
});

/** A property that only the vendor sets. */
export const output = (property: Property): Property => ({ ...property, output: true });

const snakeNames = new Map<string, string>();

/** `cpuMs` → `cpu_ms`. */
export function snakeCase(name: string): string {
  let snake = snakeNames.get(name);
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    snakeNames.set(name, snake);
  }
  return snake;
}
