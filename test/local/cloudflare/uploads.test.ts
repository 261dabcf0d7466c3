import Cloudflare, { toFile } from "cloudflare";
import { expect, test } from "vitest";
import {
  createWorker,
  deployVersions,
  uploadForm,
  versionBody,
  WORKER_SOURCE,
} from "../support/cloudflare-factories.ts";
import { useCloudflare } from "../support/cloudflare-server.ts";

test("an upload of an unknown script makes the Worker, a version and a deployment", async () => {
  const server = await useCloudflare();
  const metadata = { tags: ["team"], logpush: true, bindings: [] };
  const { status, result } = await server.call(
    "PUT",
    "A/workers/scripts/api?excludeScript=true&bindings_inherit=strict",
    uploadForm(metadata),
  );
  expect(status).toBe(200);
  expect(result).toMatchObject({
    id: "api",
    handlers: ["fetch"],
    has_modules: true,
    has_assets: false,
    tags: ["team"],
    logpush: true,
    startup_time_ms: 3,
  });
  expect(server.edge.served.scripts).toMatchObject([
    {
      name: "api",
      workersDev: { enabled: false, previewsEnabled: false },
      split: [{ percentage: 100, version: { mainModule: "index.js" } }],
    },
  ]);
});

test("a second upload keeps the settings that it does not name", async () => {
  const server = await useCloudflare();
  await server.call("PUT", "A/workers/scripts/api", uploadForm({ tags: ["team"] }));
  const { result } = await server.call("PUT", "A/workers/scripts/api", uploadForm());
  expect(result.tags).toEqual(["team"]);
});

test("a refused first upload leaves no Worker behind", async () => {
  const server = await useCloudflare();
  const refused = await server.call(
    "PUT",
    "A/workers/scripts/api",
    uploadForm({}, "a syntax error"),
  );
  const found = await server.call("GET", "A/workers/services/api");
  expect(refused.errors[0]?.code).toBe(10021);
  expect(found.status).toBe(404);
  expect(found.errors[0]?.code).toBe(10090);
});

test("the SDK's bracketed fields make the same version as one JSON part", async () => {
  const server = await useCloudflare();
  const client = new Cloudflare({ apiToken: "local-test", baseURL: server.url });
  const type = "application/javascript+module";
  await client.workers.scripts.update("api", {
    account_id: server.accountId,
    metadata: {
      main_module: "index.js",
      compatibility_date: "2026-11-01",
      compatibility_flags: ["nodejs_compat", "no_global_navigator"],
      logpush: true,
      bindings: [
        { type: "plain_text", name: "A", text: "true" },
        { type: "plain_text", name: "B", text: "2" },
      ],
    },
    files: [await toFile(Buffer.from(WORKER_SOURCE), "index.js", { type })],
  });
  expect(server.edge.served.scripts[0]?.split[0]?.version).toMatchObject({
    mainModule: "index.js",
    modules: [{ name: "index.js", contentType: type }],
    compatibilityFlags: ["nodejs_compat", "no_global_navigator"],
    bindings: [
      { type: "plain_text", name: "A", text: "true" },
      { type: "plain_text", name: "B", text: "2" },
    ],
  });
});

test("service-worker syntax is refused by name", async () => {
  const server = await useCloudflare();
  const form = new FormData();
  form.set("metadata", JSON.stringify({ body_part: "script" }));
  form.set("script", "addEventListener('fetch', () => {})");
  const answer = await server.call("PUT", "A/workers/scripts/api", form);
  expect(answer.errors[0]?.message).toContain("service-worker syntax");
});

test("source maps are not modules", async () => {
  const server = await useCloudflare();
  const form = uploadForm();
  form.set("index.js.map", new File(["{}"], "index.js.map", { type: "application/source-map" }));
  await server.call("PUT", "A/workers/scripts/api", form);
  const version = server.edge.served.scripts[0]?.split[0]?.version;
  expect(version?.modules.map(({ name }) => name)).toEqual(["index.js"]);
});

test("a body that is no form is refused", async () => {
  const server = await useCloudflare();
  const answer = await server.call("PUT", "A/workers/scripts/api", "no form");
  expect(answer.errors[0]?.code).toBe(10001);
});

test("the services API tells wrangler the Worker's tag and who deployed it", async () => {
  const server = await useCloudflare();
  const id = await createWorker(server, "api");
  const { result: version } = await server.call<{ id: string }>(
    "POST",
    "A/workers/workers/api/versions",
    versionBody(),
  );
  await deployVersions(server, "api", [version.id, 100]);
  const { result } = await server.call("GET", "A/workers/services/api");
  expect(result).toMatchObject({
    id: "api",
    default_environment: {
      environment: "production",
      script: { id: "api", tag: id, last_deployed_from: "api", handlers: ["fetch"] },
    },
  });
});

test("changed script settings make a version that is deployed", async () => {
  const server = await useCloudflare();
  await server.call("PUT", "A/workers/scripts/api", uploadForm());
  const bindings = [{ type: "plain_text", name: "MODE", text: "prod" }];
  const { result } = await server.call("PATCH", "A/workers/scripts/api/settings", { bindings });
  expect(result.bindings).toEqual(bindings);
  expect(server.edge.served.scripts[0]?.split[0]?.version.bindings).toEqual(bindings);
});

test("script settings are not changed while the newest version is not deployed", async () => {
  const server = await useCloudflare();
  await server.call("PUT", "A/workers/scripts/api", uploadForm());
  await server.call("POST", "A/workers/scripts/api/versions", uploadForm());
  const settings = { compatibility_date: "2026-11-02" };
  const answer = await server.call("PATCH", "A/workers/scripts/api/settings", settings);
  expect(answer.errors[0]?.code).toBe(10214);
});
