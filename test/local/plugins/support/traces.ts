import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Answer, Answers, Received } from "./fake-api.ts";

/** One request that a vendor's own plugin sent, and the answer that satisfied it. */
export interface TraceLine {
  step: "create" | "refresh" | "update" | "delete";
  resource: string;
  method: string;
  path: string;
  query: Record<string, string>;
  requestBody: unknown;
  status: number;
  responseBody: unknown;
  requestHeaders?: Record<string, string>;
}

const shared = process.env.SLIPWAY_SHARED ?? resolve(import.meta.dirname, "../../../../../shared");
const tracesFolder = `${shared}/traces`;
export const hasTraces = existsSync(tracesFolder);

export function loadTrace(vendor: string): TraceLine[] {
  const text = readFileSync(`${tracesFolder}/${vendor}.jsonl`, "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** What is compared of a request: everything that carries meaning, secrets masked. */
export function comparable({ method, path, query, body }: Omit<Received, "headers">) {
  return { method, path, query, body: masked(body) };
}

export function expected({ method, path, query, requestBody }: TraceLine) {
  return comparable({ method, path, query, body: requestBody });
}

const SECRET_FIELDS = new Set(["encrypted_value", "jwt", "token"]);

/** The traces have secrets and module bytes masked too. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  const isSecretText = (value as { type?: string }).type === "secret_text";
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "token")
      .map(([key, item]) => {
        if (SECRET_FIELDS.has(key) || (key === "text" && isSecretText)) return [key, "<secret>"];
        if (key === "content_base64") return [key, "<bytes>"];
        // Go's sets have an order of their own.
        if (key === "users") return [key, String(item).split(",").toSorted().join(",")];
        return [key, masked(item)];
      }),
  );
}

/** Answers each request as the recorded line of the same method and path is answered. */
export function answersOf(lines: readonly TraceLine[]): Answers {
  const answers: Record<string, Answer[]> = {};
  for (const line of lines) {
    const key = `${line.method} ${line.path}`;
    const { status, responseBody: body } = line;
    answers[key] = [...(answers[key] ?? []), body === null ? { status } : { status, body }];
  }
  return Object.fromEntries(
    Object.entries(answers).map(([key, list]) => [
      key,
      () => (list.length > 1 ? (list.shift() ?? {}) : (list[0] ?? {})),
    ]),
  );
}
