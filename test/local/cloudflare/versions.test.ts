import { expect, test } from "vitest";
import {
  createVersion,
  createWorker,
  deployVersions,
  uploadForm,
  versionBody,
  WORKER_SOURCE,
} from "../support/cloudflare-factories.ts";
import { useCloudflare } from "../support/cloudflare-server.ts";

test("a version comes back with every field that was sent, but for secrets and texts", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const body = versionBody({
    annotations: { "workers/message": "m1", "workers/tag": "t1" },
    compatibility_flags: ["nodejs_compat"],
    limits: { cpu_ms: 50 },
    placement: { mode: "smart" },
    usage_model: "standard",
    bindings: [
      { type: "secret_text", name: "KEY", text: "s3cret" },
      { type: "plain_text", name: "MODE", text: "prod" },
      { type: "service", name: "SELF", service: "api" },
    ],
  });
  const created = await server.call("POST", "A/workers/workers/api/versions", body);
  const read = await server.call(
    "GET",
    `A/workers/workers/api/versions/${created.result.id}?include=modules`,
  );
  expect(read.result).toMatchObject({
    number: 1,
    main_module: "index.js",
    compatibility_date: "2026-11-01",
    compatibility_flags: ["nodejs_compat"],
    annotations: { "workers/message": "m1", "workers/tag": "t1" },
    limits: { cpu_ms: 50 },
    placement: { mode: "smart" },
    usage_model: "standard",
    modules: body.modules,
  });
  expect(read.result.bindings).toEqual([
    { type: "secret_text", name: "KEY" },
    { type: "plain_text", name: "MODE" },
    { type: "service", name: "SELF", service: "api", environment: "production" },
  ]);
});

test("an empty list of bindings is answered as one, none is answered as none", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const path = "A/workers/workers/api/versions";
  const empty = await server.call("POST", path, versionBody({ bindings: [] }));
  const none = await server.call("POST", path, versionBody({ bindings: undefined }));
  expect(empty.result.bindings).toEqual([]);
  expect(none.result).not.toHaveProperty("bindings");
});

test("the D1 field that was sent is the one that is answered", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const { result } = await server.call<{ uuid: string }>("POST", "A/d1/database", { name: "db" });
  const bindings = [{ type: "d1", name: "DB", database_id: result.uuid }];
  const created = await server.call(
    "POST",
    "A/workers/workers/api/versions",
    versionBody({ bindings }),
  );
  expect(created.result.bindings).toEqual(bindings);
});

test("code that does not start is refused with the runtime's words, and nothing is stored", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const answer = await server.call(
    "POST",
    "A/workers/workers/api/versions",
    versionBody({}, "a syntax error"),
  );
  const list = await server.call("GET", "A/workers/workers/api/versions");
  expect(answer.status).toBe(400);
  expect(answer.errors[0]).toEqual({
    code: 10021,
    message: "Uncaught SyntaxError: Unexpected identifier 'error' at index.js:1",
  });
  expect(list.result).toEqual([]);
});

test.each([
  ["tomorrow's compatibility date", { compatibility_date: "2026-11-22" }, 10021],
  ["a compatibility date that is none", { compatibility_date: "2026-13-45" }, 10021],
  ["a main module that is not there", { main_module: "other.js" }, 10068],
  ["a tag over 100 bytes", { annotations: { "workers/tag": "x".repeat(101) } }, 10002],
  ["no code at all", { main_module: undefined, modules: [] }, 10068],
])("%s is refused", async (_title, overrides, code) => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const answer = await server.call(
    "POST",
    "A/workers/workers/api/versions",
    versionBody(overrides),
  );
  expect(answer.status).toBe(400);
  expect(answer.errors[0]?.code).toBe(code);
});

test("today's compatibility date is taken", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const body = versionBody({ compatibility_date: "2026-11-21" });
  const { status } = await server.call("POST", "A/workers/workers/api/versions", body);
  expect(status).toBe(200);
});

test("a message over 1,000 bytes is cut, no character in two", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const annotations = { "workers/message": `${"x".repeat(999)}ü` };
  const { result } = await server.call<{ annotations: Record<string, string> }>(
    "POST",
    "A/workers/workers/api/versions",
    versionBody({ annotations }),
  );
  expect(result.annotations["workers/message"]).toBe("x".repeat(999));
});

test("versions are numbered per Worker and listed newest first", async () => {
  const server = await useCloudflare();
  await createWorker(server, "a");
  await createWorker(server, "b");
  await createVersion(server, "a");
  await createVersion(server, "a");
  await createVersion(server, "b");
  const { result } = await server.call<{ number: number }[]>("GET", "A/workers/workers/a/versions");
  expect(result.map(({ number }) => number)).toEqual([2, 1]);
});

test("the script API takes an upload of a version and answers it in its own shape", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const bindings = [
    { type: "plain_text", name: "MODE", text: "prod" },
    { type: "secret_text", name: "KEY", text: "s3cret" },
  ];
  const created = await server.call(
    "POST",
    "A/workers/scripts/api/versions?bindings_inherit=strict",
    uploadForm({ bindings, annotations: { "workers/tag": "v1" } }),
  );
  const { result } = await server.call(
    "GET",
    `A/workers/scripts/api/versions/${created.result.id}`,
  );
  expect(result).toMatchObject({
    number: 1,
    annotations: { "workers/tag": "v1" },
    metadata: { source: "api" },
    resources: {
      bindings: [
        { type: "plain_text", name: "MODE", text: "prod" },
        { type: "secret_text", name: "KEY" },
      ],
      script: { handlers: ["fetch"] },
      script_runtime: { compatibility_date: "2026-11-01", usage_model: "standard" },
    },
  });
  expect(JSON.stringify(result)).not.toContain("s3cret");
});

test("the deployable versions are the last 100, and a page past them is empty", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  for (let count = 0; count < 101; count++) await createVersion(server, "api");
  const path = "A/workers/scripts/api/versions?deployable=true";
  const { result } = await server.call<{ items: { number: number }[] }>("GET", path);
  const past = await server.call<{ items: unknown[] }>("GET", `${path}&page=2`);
  expect(result.items.length).toBe(100);
  expect(result.items.at(-1)?.number).toBe(2);
  expect(past.result.items).toEqual([]);
});

test("a merge patch of the latest version makes a version that is not deployed", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const bindings = [
    { type: "secret_text", name: "OLD", text: "1" },
    { type: "plain_text", name: "MODE", text: "prod" },
  ];
  const first = await createVersion(server, "api", { bindings });
  await deployVersions(server, "api", [first, 100]);
  const env = { NEW: { type: "secret_text", text: "2" }, OLD: null };
  const { result } = await server.call("PATCH", "A/workers/workers/api/versions/latest", { env });
  expect(result.number).toBe(2);
  expect(result.bindings).toEqual([
    { type: "plain_text", name: "MODE" },
    { type: "secret_text", name: "NEW" },
  ]);
  expect(server.edge.served.scripts[0]?.split[0]?.version.id).toBe(first);
});

test("patching a Worker without versions is refused", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const answer = await server.call("PATCH", "A/workers/workers/api/versions/latest", { env: {} });
  expect(answer.errors[0]?.code).toBe(10222);
});

test("a version that serves is not deleted, one before it is", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const first = await createVersion(server, "api");
  const second = await createVersion(server, "api");
  await deployVersions(server, "api", [second, 100]);
  const refused = await server.call("DELETE", `A/workers/workers/api/versions/${second}`);
  const deleted = await server.call("DELETE", `A/workers/workers/api/versions/${first}`);
  expect(refused.status).toBe(400);
  expect(deleted.status).toBe(200);
});

test("preview URLs are answered while previews are on", async () => {
  const server = await useCloudflare();
  const subdomain = { enabled: true };
  await server.call("POST", "A/workers/workers", { name: "api", subdomain });
  const { result } = await server.call<{ id: string; urls: string[] }>(
    "POST",
    "A/workers/workers/api/versions",
    versionBody(),
  );
  const prefix = result.id.slice(0, 8);
  expect(result.urls).toEqual([`https://${prefix}-api.slipway-local.workers.dev`]);
  expect(server.cloudflare.versionByPrefix("api", prefix)?.id).toBe(result.id);
});

test("the content of a script is a form with its modules", async () => {
  const server = await useCloudflare();
  await server.call("PUT", "A/workers/scripts/api", uploadForm());
  const url = `${server.url}/accounts/${server.accountId}/workers/scripts/api/content/v2`;
  const response = await fetch(url, { headers: { authorization: "Bearer local-test" } });
  const part = (await response.formData()).get("index.js");
  expect(response.headers.get("cf-entrypoint")).toBe("index.js");
  expect(part instanceof File && (await part.text())).toBe(WORKER_SOURCE);
});
