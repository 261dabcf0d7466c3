import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { LocalCloudError } from "./errors.ts";
import type { Faults } from "./faults.ts";
import type { Journal } from "./journal.ts";
import type { Store } from "./store.ts";
import type { Vendor } from "./vendors/vendor.ts";

export interface OwnApiParts {
  store: Store;
  journal: Journal;
  faults: Faults;
  vendors: readonly Vendor[];
  /** What `GET /_local/health` tells. */
  describe(): Record<string, unknown>;
  edgeSnapshot(): unknown;
  stop(): void;
}

/** The local cloud's own HTTP API below `/_local`, for its CLI, its console and tests. */
export function createOwnApi(parts: OwnApiParts): Hono {
  const app = new Hono().basePath("/_local");
  app.onError((error, c) => {
    if (error instanceof LocalCloudError) {
      return c.json({ error: error.message, code: error.code, hint: error.hint ?? null }, 400);
    }
    console.error(error);
    return c.json({ error: String(error) }, 500);
  });
  app.get("/health", (c) => c.json(parts.describe()));
  app.post("/stop", (c) => {
    setImmediate(() => parts.stop());
    return c.json({ stopping: true });
  });
  journalRoutes(app, parts);
  faultRoutes(app, parts);
  clickRoutes(app, parts);
  app.get("/snapshot", (c) => c.json(snapshot(parts)));
  app.get("/events", (c) => streamSSE(c, (stream) => sendChanges(stream, parts.store)));
  return app;
}

function journalRoutes(app: Hono, { journal }: OwnApiParts): void {
  app.get("/journal", (c) => {
    const { vendor, method, path, after, limit } = c.req.query();
    return c.json(
      journal.list({
        vendor,
        method,
        path,
        after: after === undefined ? undefined : Number(after),
        limit: limit === undefined ? undefined : Number(limit),
      }),
    );
  });
  app.delete("/journal", (c) => {
    journal.clear();
    return c.json({ cleared: true });
  });
}

function faultRoutes(app: Hono, { faults }: OwnApiParts): void {
  app.get("/faults", (c) => c.json(faults.list()));
  app.post("/faults", async (c) => c.json(faults.add(await c.req.json()), 201));
  app.delete("/faults", (c) => c.json({ removed: faults.clear() }));
  app.delete("/faults/:id", (c) => c.json({ removed: faults.clear(c.req.param("id")) }));
}

function clickRoutes(app: Hono, { vendors }: OwnApiParts): void {
  app.get("/clicks", (c) =>
    c.json(
      vendors.flatMap((vendor) =>
        vendor.clicks.map(({ name, description, parameters }) => ({
          vendor: vendor.name,
          name,
          description,
          parameters,
        })),
      ),
    ),
  );
  app.post("/clicks", async (c) => {
    const { vendor, name, args } = await c.req.json<{
      vendor: string;
      name: string;
      args: string[];
    }>();
    const click = vendors
      .find((each) => each.name === vendor)
      ?.clicks.find((each) => each.name === name);
    if (!click) {
      throw new LocalCloudError("invalid-click", `There is no edit "${name}" of ${vendor}.`, {
        hint: "`npx slipway local click --list` names them all.",
      });
    }
    if (args.length !== click.parameters.length) {
      throw new LocalCloudError(
        "invalid-click",
        `"${name}" takes ${click.parameters.length} arguments (${click.parameters.join(", ")}), got ${args.length}.`,
      );
    }
    return c.json({ done: await click.run(args) });
  });
}

function snapshot({ vendors, edgeSnapshot }: OwnApiParts): Record<string, unknown> {
  const entries = vendors.map((vendor) => [vendor.name, vendor.snapshot()] as const);
  return { ...Object.fromEntries(entries), edge: edgeSnapshot() };
}

/** Server-sent events: one per commit, with the names of the collections that changed. */
async function sendChanges(
  stream: Parameters<Parameters<typeof streamSSE>[1]>[0],
  store: Store,
): Promise<void> {
  const closed = new Promise<void>((resolve) => stream.onAbort(resolve));
  const unsubscribe = store.onCommit((collections) => {
    void stream.writeSSE({ event: "change", data: JSON.stringify([...collections]) });
  });
  await stream.writeSSE({ event: "ready", data: "[]" });
  await closed;
  unsubscribe();
}
