/** Proves what makes a new version, what silently does not, and how bytes and secrets are kept. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  type PropertyObject,
  Secret,
  unknown,
} from "../../../../local/plugins/grpc/property-value.ts";
import { usePlugins } from "../support/engine.ts";
import { cloudflareAnswer, useFakeApi } from "../support/fake-api.ts";

const VERSION = "cloudflare:index/workerVersion:WorkerVersion";
const PATH = "/client/v4/accounts/a/workers/workers/w/versions";
const module = { name: "index.js", contentType: "application/javascript+module" };
const base64 = (text: string) => Buffer.from(text).toString("base64");

const inputs: PropertyObject = {
  accountId: "a",
  workerId: "w",
  mainModule: "index.js",
  compatibilityDate: "2026-10-01",
  modules: [{ ...module, contentBase64: base64("one") }],
};
const echo = {
  id: "v1",
  number: 1,
  created_on: "2026-01-01T00:00:00Z",
  main_module: "index.js",
  compatibility_date: "2026-10-01",
  compatibility_flags: [],
  usage_model: "standard",
  annotations: { "workers/triggered_by": "create_version_api" },
};

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-version-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function useVersions(answer: object = {}, workingDirectory?: string) {
  const modules = [
    { name: "index.js", content_type: module.contentType, content_base64: base64("one") },
  ];
  const api = await useFakeApi({
    [`POST ${PATH}`]: cloudflareAnswer({ ...echo, ...answer }),
    [`GET ${PATH}/v1`]: cloudflareAnswer({ ...echo, modules, ...answer }),
  });
  const rig = await usePlugins(
    api.origin,
    workingDirectory === undefined ? {} : { workingDirectory },
  );
  return { api, engine: await rig.connect("cloudflare") };
}

test("other bytes make a new version, the same bytes from elsewhere do not", async () => {
  const folder = useFolder();
  writeFileSync(join(folder, "same.js"), "one");
  writeFileSync(join(folder, "other.js"), "two");
  const { engine } = await useVersions({}, folder);
  const { outputs } = await engine.create(VERSION, inputs);
  const same = { ...inputs, modules: [{ ...module, contentFile: "same.js" }] };
  expect(await engine.diff(VERSION, outputs, same)).toMatchObject({ replaces: [] });
  const other = { ...inputs, modules: [{ ...module, contentFile: "other.js" }] };
  expect(await engine.diff(VERSION, outputs, other)).toMatchObject({ replaces: ["modules"] });
});

test("a version with bindings stays too when its bytes only come from elsewhere", async () => {
  const folder = useFolder();
  writeFileSync(join(folder, "same.js"), "one");
  const bindings = [{ name: "V", type: "version_metadata" }];
  const { engine } = await useVersions({ bindings }, folder);
  const { outputs } = await engine.create(VERSION, { ...inputs, bindings });
  const moved = { ...inputs, bindings, modules: [{ ...module, contentFile: "same.js" }] };
  const difference = await engine.diff(VERSION, outputs, moved);
  expect(difference.replaces).toEqual([]);
  const updated = await engine.update(VERSION, "v1", outputs, moved);
  expect((await engine.diff(VERSION, updated, moved)).changes).toEqual({});
});

test("a file in the home folder may be given with a tilde", async () => {
  const { engine } = await useVersions();
  const missing = { ...inputs, modules: [{ ...module, contentFile: "~/no/such/file.js" }] };
  await expect(engine.create(VERSION, missing, true)).rejects.toThrow(
    `The module file ${process.env.HOME}/no/such/file.js cannot be read.`,
  );
});

test("a missing module file fails the preview and says where it was looked for", async () => {
  const folder = useFolder();
  const { api, engine } = await useVersions({}, folder);
  const missing = { ...inputs, modules: [{ ...module, contentFile: "build/index.js" }] };
  await expect(engine.create(VERSION, missing, true)).rejects.toThrow(
    `The module file ${folder}/build/index.js cannot be read. Build the Worker before a preview; a relative contentFile starts from ${folder}, the folder of the local cloud.`,
  );
  expect(api.received).toEqual([]);
});

test("a preview's version has a known hash and unknown answers", async () => {
  const { engine } = await useVersions();
  const { id, outputs } = await engine.create(VERSION, inputs, true);
  expect(id).toBe("");
  expect(outputs).toMatchObject({ mainModule: "index.js", number: unknown, urls: unknown });
});

test("the first binding of a version that had none is an update that sends nothing", async () => {
  const { api, engine } = await useVersions();
  const { outputs } = await engine.create(VERSION, inputs);
  const news = { ...inputs, bindings: [{ name: "V", type: "version_metadata" }] };
  expect(await engine.diff(VERSION, outputs, news)).toMatchObject({
    changes: { bindings: "add" },
    replaces: [],
  });
  api.received.length = 0;
  const updated = await engine.update(VERSION, "v1", outputs, news);
  expect(api.received).toEqual([]);
  expect(updated).not.toHaveProperty("bindings");
  expect((await engine.diff(VERSION, updated, news)).changes).toEqual({ bindings: "add" });
});

test("the first binding of a version whose list was empty replaces it", async () => {
  const { engine } = await useVersions({ bindings: [] });
  const { outputs } = await engine.create(VERSION, { ...inputs, bindings: [] });
  const news = { ...inputs, bindings: [{ name: "V", type: "version_metadata" }] };
  expect(await engine.diff(VERSION, outputs, news)).toMatchObject({ replaces: ["bindings"] });
});

test("any other difference of a version with bindings replaces it through them", async () => {
  const bindings = [{ name: "V", type: "version_metadata" }];
  const { engine } = await useVersions({ bindings });
  const { outputs } = await engine.create(VERSION, { ...inputs, bindings });
  const news = { ...inputs, bindings, annotations: { workersMessage: "again" } };
  expect((await engine.diff(VERSION, outputs, news)).replaces).toEqual(["annotations", "bindings"]);
});

test("bindings are sent by name, and read back in the program's order", async () => {
  const bindings = [
    { name: "Z", type: "plain_text", text: "z" },
    { name: "A", type: "kv_namespace", namespaceId: "k" },
  ];
  const answered = [
    { name: "A", type: "kv_namespace", namespace_id: "k" },
    { name: "Z", type: "plain_text" },
  ];
  const { api, engine } = await useVersions({ bindings: answered });
  const { outputs } = await engine.create(VERSION, { ...inputs, bindings });
  expect(api.received[0]?.body).toMatchObject({ bindings: [{ name: "A" }, { name: "Z" }] });
  const read = await engine.read(VERSION, "v1", outputs, { ...inputs, bindings });
  expect(read.outputs.bindings).toEqual(bindings);
  expect(await engine.diff(VERSION, read.outputs, { ...inputs, bindings })).toMatchObject({
    changes: {},
  });
});

test("one secret binding hides the whole list, and its text is kept though never read", async () => {
  const bindings = [
    { name: "KEY", type: "secret_text", text: new Secret("s") },
    { name: "MODE", type: "plain_text", text: "m" },
  ];
  const answered = bindings.map(({ name, type }) => ({ name, type }));
  const { engine } = await useVersions({ bindings: answered });
  const { outputs } = await engine.create(VERSION, { ...inputs, bindings });
  const read = await engine.read(VERSION, "v1", outputs, { ...inputs, bindings });
  const hidden = new Secret([
    { name: "KEY", type: "secret_text", text: "s" },
    { name: "MODE", type: "plain_text", text: "m" },
  ]);
  expect(outputs.bindings).toEqual(hidden);
  expect(read.outputs.bindings).toEqual(hidden);
});

test.each([
  {
    trap: "an answer with the service's environment",
    given: { name: "B", type: "service", service: "s" },
    answered: { name: "B", type: "service", service: "s", environment: "production" },
    path: "bindings[0].environment",
  },
  {
    trap: "an answer with a database's id under another name",
    given: { name: "DB", type: "d1", databaseId: "d" },
    answered: { name: "DB", type: "d1", database_id: "d", id: "d" },
    path: "bindings[0].id",
  },
])("$trap replaces the version after a refresh", async ({ given, answered, path }) => {
  const { engine } = await useVersions({ bindings: [answered] });
  const news = { ...inputs, bindings: [given] };
  const { outputs } = await engine.create(VERSION, news);
  expect((await engine.diff(VERSION, outputs, news)).changes).toEqual({});
  const read = await engine.read(VERSION, "v1", outputs, news);
  expect(await engine.diff(VERSION, read.outputs, news)).toMatchObject({
    changes: { [path]: "delete_replace" },
    replaces: ["bindings"],
  });
});

test("migrations that an answer leaves out replace the version after a refresh", async () => {
  const { engine } = await useVersions();
  const news = { ...inputs, migrations: { newTag: "v1", newSqliteClasses: ["Room"] } };
  const { outputs } = await engine.create(VERSION, news);
  const read = await engine.read(VERSION, "v1", outputs, news);
  expect((await engine.diff(VERSION, read.outputs, news)).replaces).toEqual(["migrations"]);
});

test("deleting a version sends nothing", async () => {
  const { api, engine } = await useVersions();
  await engine.delete(VERSION, "v1", { accountId: "a", workerId: "w" });
  expect(api.received).toEqual([]);
});

test("an imported version has its modules' bytes as inputs, and no text to compare with", async () => {
  const bindings = [{ name: "KEY", type: "secret_text" }];
  const { engine } = await useVersions({ bindings });
  const read = await engine.read(VERSION, "a/w/v1");
  expect(read.id).toBe("v1");
  expect(read.inputs).toMatchObject({
    accountId: "a",
    workerId: "w",
    modules: [{ ...module, contentBase64: base64("one") }],
  });
  const news = { ...inputs, bindings: [{ ...bindings[0], text: "s" }] } as PropertyObject;
  expect((await engine.diff(VERSION, read.outputs, news)).changes).toEqual({});
});

test("assets are uploaded in the session's buckets, the version gets the completion token", async () => {
  const folder = useFolder();
  writeFileSync(join(folder, "index.html"), "<h1>hi</h1>");
  writeFileSync(join(folder, "old.css"), "h1{}");
  const account = "/client/v4/accounts/a/workers";
  const { api, engine } = await useVersions();
  api.answers[`GET ${account}/workers/w`] = cloudflareAnswer({ id: "w", name: "api" });
  api.answers[`POST ${account}/scripts/api/assets-upload-session`] = ({ body }) => {
    const { manifest } = body as { manifest: Record<string, { hash: string; size: number }> };
    expect(manifest["/index.html"]).toMatchObject({ size: 11 });
    expect(manifest["/index.html"]?.hash).toMatch(/^[0-9a-f]{32}$/);
    return cloudflareAnswer({ jwt: "local-session", buckets: [[manifest["/index.html"]?.hash]] });
  };
  api.answers[`POST ${account}/assets/upload`] = cloudflareAnswer({ jwt: "local-done" }, 201);

  const news = { ...inputs, assets: { directory: folder } };
  const { outputs } = await engine.create(VERSION, news);

  expect(api.calls()).toEqual([
    `GET ${account}/workers/w`,
    `POST ${account}/scripts/api/assets-upload-session`,
    `POST ${account}/assets/upload`,
    `POST ${PATH}`,
  ]);
  const upload = api.received[2];
  expect(upload?.query).toEqual({ base64: "true" });
  expect(upload?.headers.authorization).toBe("Bearer local-session");
  expect(upload?.body).toContain(base64("<h1>hi</h1>"));
  expect(upload?.body).not.toContain(base64("h1{}"));
  expect(api.received[3]?.body).toMatchObject({ assets: { jwt: "local-done" } });
  expect((await engine.diff(VERSION, outputs, news)).changes).toEqual({});
  writeFileSync(join(folder, "old.css"), "h1{color:red}");
  expect((await engine.diff(VERSION, outputs, news)).replaces).toEqual(["assets"]);
});
