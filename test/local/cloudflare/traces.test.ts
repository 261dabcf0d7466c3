import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type CloudflareServer, useCloudflare } from "../support/cloudflare-server.ts";
import { sharedFile } from "../support/shared-files.ts";

/** A call that the vendor's own Pulumi plugin made, as it was recorded. */
interface Recorded {
  resource: string;
  method: string;
  path: string;
  query: Record<string, string>;
  requestBody: unknown;
  requestHeaders?: Record<string, string>;
  status: number;
  responseBody: { result: unknown };
}

/** Fields without which a refresh of the resource shows a change. */
const needed: Record<string, readonly string[]> = {
  Worker: [
    "name",
    "logpush",
    "tags",
    "observability.enabled",
    "observability.head_sampling_rate",
    "observability.traces.enabled",
    "observability.traces.head_sampling_rate",
    "observability.traces.persist",
    "subdomain.enabled",
    "subdomain.previews_enabled",
    "tail_consumers",
  ],
  WorkerVersion: [
    "compatibility_date",
    "compatibility_flags",
    "main_module",
    "annotations.workers/message",
    "annotations.workers/tag",
    "usage_model",
    "bindings",
    "limits",
    "placement",
    "migrations",
    "modules",
    "migration_tag",
  ],
  WorkersDeployment: ["strategy", "versions"],
  WorkersRoute: ["pattern", "script"],
  WorkersKvNamespace: ["title"],
  Queue: ["queue_name", "queue_id"],
  D1Database: ["name", "uuid", "read_replication.mode"],
  R2Bucket: ["name", "location", "storage_class"],
  getZone: ["id", "name", "status"],
};

const zone = { id: "10ca1c10ad00000000000000000000e1", name: "example.test" };
const source = Buffer.from("export class Room {}\nexport default { fetch() {} };");

const recording = sharedFile("traces/cloudflare.jsonl");

test.skipIf(!recording)(
  "the vendor's plugin finds in every answer what it compares with (recorded calls, skipped where they are absent)",
  async () => {
    const server = await useCloudflare({ zones: [zone] });
    await createUnrecorded(server);
    const calls = readFileSync(recording ?? "", "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Recorded);
    const player = new Player(server, await completedAssets(server));
    for (const call of calls) await player.play(call);
    expect(player.played).toBe(calls.length);
  },
);

/** Repeats recorded calls, telling the recorded ids and the server's own apart. */
class Player {
  played = 0;
  readonly #server: CloudflareServer;
  readonly #ids = new Map<string, string>();

  constructor(server: CloudflareServer, assetsToken: string) {
    this.#server = server;
    this.#ids.set("ACCOUNT", server.accountId);
    this.#ids.set("a".repeat(32), server.accountId);
    this.#ids.set("ZONE", zone.id);
    this.#ids.set("<secret>", assetsToken);
  }

  async play(call: Recorded): Promise<void> {
    const { method, path, query, requestBody, requestHeaders = {}, status } = call;
    const search = new URLSearchParams(this.#translate(query) as Record<string, string>);
    const url = `${this.#server.origin}${this.#translatePath(path)}?${search}`;
    const response = await fetch(url, {
      method,
      headers: { ...requestHeaders, authorization: "Bearer local-test" },
      body: requestBody === null ? null : JSON.stringify(this.#translate(requestBody)),
    });
    const { result } = (await response.json()) as { result: unknown };
    const title = `${method} ${path} (${call.resource})`;
    expect(response.status, `${title}: ${JSON.stringify(result)}`).toBe(status);
    this.#learn(call.responseBody.result, result);
    if (method !== "DELETE") this.#compare(call, result, title);
    this.played++;
  }

  #compare({ resource, responseBody }: Recorded, actual: unknown, title: string): void {
    const first = (value: unknown) => (Array.isArray(value) ? value[0] : value);
    for (const field of needed[resource] ?? []) {
      const wanted = at(this.#translate(first(responseBody.result)), field);
      // The recorded answer to a creation is shorter than the one to a read.
      if (wanted === undefined) continue;
      expect(at(first(actual), field), `${title}: ${field}`).toEqual(wanted);
    }
  }

  /** Remembers the server's id where the recording has one that is new. */
  #learn(recorded: unknown, actual: unknown): void {
    if (typeof recorded === "string" && /^(id|uuid)-\d+$/.test(recorded)) {
      if (!this.#ids.has(recorded)) this.#ids.set(recorded, String(actual));
    } else if (isObject(recorded) && isObject(actual)) {
      for (const [key, value] of Object.entries(recorded)) this.#learn(value, actual[key]);
    }
  }

  #translatePath(path: string): string {
    return path
      .split("/")
      .map((part) => this.#ids.get(part) ?? part)
      .join("/");
  }

  #translate(value: unknown): unknown {
    if (typeof value === "string") {
      if (value.startsWith("<base64 ")) return source.toString("base64");
      return this.#ids.get(value) ?? value;
    }
    if (Array.isArray(value)) return value.map((item) => this.#translate(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, this.#translate(item)]),
    );
  }
}

/** What the recorded program had and the recording leaves out. */
async function createUnrecorded({ call }: CloudflareServer): Promise<void> {
  const config = { dimensions: 3, metric: "cosine" };
  await call("POST", "A/vectorize/v2/indexes", { name: "demo-idx", config });
}

async function completedAssets(server: CloudflareServer): Promise<string> {
  const { result } = await server.call<{ jwt: string }>(
    "POST",
    "A/workers/scripts/demo-api/assets-upload-session",
    { manifest: {} },
  );
  return result.jwt;
}

function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
