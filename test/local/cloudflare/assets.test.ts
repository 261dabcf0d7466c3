import { expect, test } from "vitest";
import { createWorker, deployVersions, versionBody } from "../support/cloudflare-factories.ts";
import { type CloudflareServer, useCloudflare } from "../support/cloudflare-server.ts";

const index = { hash: "a".repeat(32), size: 5 };
const style = { hash: "b".repeat(32), size: 3 };
const manifest = { "/index.html": index, "/style.css": style };

interface Session {
  jwt: string;
  buckets: string[][];
}

async function openSession(server: CloudflareServer): Promise<Session> {
  const path = "A/workers/scripts/site/assets-upload-session";
  return (await server.call<Session>("POST", path, { manifest })).result;
}

async function upload({ url, accountId }: CloudflareServer, jwt: string, hashes: string[]) {
  const form = new FormData();
  for (const hash of hashes) {
    const body = Buffer.from(`file ${hash[0]}`).toString("base64");
    form.set(hash, new File([body], hash, { type: "application/null" }));
  }
  const response = await fetch(`${url}/accounts/${accountId}/workers/assets/upload?base64=true`, {
    method: "POST",
    headers: { authorization: `Bearer ${jwt}` },
    body: form,
  });
  const { result } = (await response.json()) as { result: { jwt?: string } | null };
  return { status: response.status, jwt: result?.jwt };
}

test("files are uploaded in parts, the last of which answers the completion token", async () => {
  const server = await useCloudflare();
  const session = await openSession(server);
  const first = await upload(server, session.jwt, [index.hash]);
  const last = await upload(server, session.jwt, [style.hash]);
  expect(session.buckets).toEqual([[index.hash, style.hash]]);
  expect(first).toEqual({ status: 202, jwt: undefined });
  expect(last.status).toBe(201);
  expect(last.jwt).toMatch(/^local-/);
});

test("a version serves the uploaded files with types by their names", async () => {
  const server = await useCloudflare();
  await createWorker(server, "site");
  const { jwt } = await openSession(server);
  const done = await upload(server, jwt, [index.hash, style.hash]);
  const config = { html_handling: "auto-trailing-slash", not_found_handling: "404-page" };
  const { result } = await server.call<{ id: string; assets: unknown }>(
    "POST",
    "A/workers/workers/site/versions",
    versionBody({ assets: { jwt: done.jwt, config } }),
  );
  await deployVersions(server, "site", [result.id, 100]);
  const assets = server.edge.served.scripts[0]?.split[0]?.version.assets;
  const page = assets?.files["/index.html"];
  expect(result.assets).toEqual({ config });
  expect(page?.contentType).toBe("text/html; charset=utf-8");
  expect(server.context.blobs.get(page?.blob ?? "").toString()).toBe("file a");
});

test("files that the account has are not asked for again", async () => {
  const server = await useCloudflare();
  const { jwt } = await openSession(server);
  await upload(server, jwt, [index.hash, style.hash]);
  const again = await openSession(server);
  expect(again.buckets).toEqual([]);
});

test("a Worker of static assets alone has no main module", async () => {
  const server = await useCloudflare();
  await createWorker(server, "site");
  const { jwt } = await openSession(server);
  const done = await upload(server, jwt, [index.hash, style.hash]);
  const form = new FormData();
  form.set("metadata", JSON.stringify({ assets: { jwt: done.jwt, config: {} } }));
  const { status } = await server.call("PUT", "A/workers/scripts/site", form);
  const version = server.edge.served.scripts[0]?.split[0]?.version;
  expect(status).toBe(200);
  expect(version).toMatchObject({ mainModule: "", modules: [] });
  expect(Object.keys(version?.assets?.files ?? {})).toEqual(["/index.html", "/style.css"]);
});

test.each([
  ["a token of no session", "local-upload-none", [index.hash], 401],
  ["a file of another manifest", undefined, ["c".repeat(32)], 400],
])("%s is refused", async (_title, token, hashes, status) => {
  const server = await useCloudflare();
  const { jwt } = await openSession(server);
  expect((await upload(server, token ?? jwt, hashes)).status).toBe(status);
});

test("an incomplete upload makes no version", async () => {
  const server = await useCloudflare();
  await createWorker(server, "site");
  const { jwt } = await openSession(server);
  const answer = await server.call(
    "POST",
    "A/workers/workers/site/versions",
    versionBody({ assets: { jwt } }),
  );
  expect(answer.errors[0]?.code).toBe(10021);
});
