import { pick } from "./pick.ts";
import { readShared } from "./shared-data.ts";

/** One recorded request of a vendor's Pulumi plugin, with an answer that satisfied it. */
export interface TraceLine {
  step: string;
  resource: string;
  method: string;
  path: string;
  query: Record<string, string>;
  requestBody: unknown;
  status: number;
  responseBody: unknown;
  requestHeaders?: Record<string, string>;
}

export function readTrace(vendor: string): TraceLine[] {
  return readShared(`traces/${vendor}.jsonl`)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as TraceLine);
}

/** Recorded names and ids, and what stands for them in the emulator. */
export class Translation {
  readonly #pairs = new Map<string, string>();

  constructor(pairs: Readonly<Record<string, string>>) {
    for (const [recorded, ours] of Object.entries(pairs)) this.#pairs.set(recorded, ours);
  }

  /** Learns the id of an object from the two answers to its creation. */
  learn(recorded: unknown, ours: unknown, path: string): void {
    this.#pairs.set(String(pick<unknown>(recorded, path)), String(pick<unknown>(ours, path)));
  }

  text(text: string): string {
    return [...this.#pairs].reduce(
      (result, [recorded, ours]) => result.replaceAll(new RegExp(`\\b${recorded}\\b`, "g"), ours),
      text,
    );
  }

  /** The same JSON with every recorded name and id replaced. */
  json(value: unknown): unknown {
    return value === null ? null : JSON.parse(this.text(JSON.stringify(value)));
  }
}

/**
 * What a plugin saw in the recorded answer and would miss in ours: absent fields, and fields of
 * another JSON type. `null` fits every type.
 */
export function missingFrom(recorded: unknown, ours: unknown, path = ""): string[] {
  if (recorded === null || ours === null) {
    return recorded !== null && path === "" ? ["no body"] : [];
  }
  if (Array.isArray(recorded)) {
    if (!Array.isArray(ours)) return [`${path} is no list`];
    if (recorded.length > ours.length) return [`${path} has ${ours.length} items`];
    return recorded.flatMap((each, index) => missingFrom(each, ours[index], `${path}/${index}`));
  }
  if (typeof recorded !== typeof ours) return [`${path} is ${typeof ours}`];
  if (typeof recorded !== "object") return [];
  return Object.entries(recorded).flatMap(([key, value]) =>
    key in (ours as object)
      ? missingFrom(value, Reflect.get(ours as object, key), `${path}/${key}`)
      : [`${path}/${key} is missing`],
  );
}
