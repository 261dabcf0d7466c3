import { expect, test } from "vitest";
import { createWorker, uploadForm } from "../support/cloudflare-factories.ts";
import { useCloudflare } from "../support/cloudflare-server.ts";

const secret = (name: string, text: string) => ({ type: "secret_text", name, text });

async function withScript() {
  const server = await useCloudflare();
  const bindings = [secret("OLD", "1"), { type: "plain_text", name: "MODE", text: "prod" }];
  await server.call("PUT", "A/workers/scripts/api", uploadForm({ bindings }));
  return server;
}

test("a secret makes a version that serves at once, and is answered without its value", async () => {
  const server = await withScript();
  const { result } = await server.call("PUT", "A/workers/scripts/api/secrets", secret("NEW", "2"));
  const list = await server.call("GET", "A/workers/scripts/api/secrets");
  const split = server.edge.served.scripts[0]?.split;
  expect(result).toEqual({ type: "secret_text", name: "NEW" });
  expect(list.result).toEqual([
    { type: "secret_text", name: "OLD" },
    { type: "secret_text", name: "NEW" },
  ]);
  expect(split).toMatchObject([{ percentage: 100 }]);
  expect(split?.[0]?.version.bindings).toContainEqual(secret("NEW", "2"));
});

test("a deleted secret is gone from what serves", async () => {
  const server = await withScript();
  await server.call("DELETE", "A/workers/scripts/api/secrets/OLD");
  const bindings = server.edge.served.scripts[0]?.split[0]?.version.bindings;
  expect(bindings?.map(({ name }) => name)).toEqual(["MODE"]);
});

test("many secrets change in one version", async () => {
  const server = await withScript();
  const secrets = { OLD: null, A: secret("A", "1"), B: secret("B", "2") };
  const { result } = await server.call("PATCH", "A/workers/scripts/api/secrets-bulk", { secrets });
  const versions = await server.call<{ items: unknown[] }>("GET", "A/workers/scripts/api/versions");
  expect(result).toEqual({
    A: { type: "secret_text", name: "A" },
    B: { type: "secret_text", name: "B" },
  });
  expect(versions.result.items.length).toBe(2);
});

test("secrets are not changed while the newest version is not deployed", async () => {
  const server = await withScript();
  await server.call("POST", "A/workers/scripts/api/versions", uploadForm());
  const answer = await server.call("PUT", "A/workers/scripts/api/secrets", secret("NEW", "2"));
  expect(answer.status).toBe(400);
  expect(answer.errors[0]?.code).toBe(10215);
});

test.each([
  ["a name that a variable has", "PUT", "secrets", secret("MODE", "x"), 10053],
  ["a secret that is not there, to be deleted", "DELETE", "secrets/NONE", undefined, 10056],
  ["a secret that is not there, to be read", "GET", "secrets/MODE", undefined, 10056],
])("%s is refused", async (_title, method, path, body, code) => {
  const server = await withScript();
  const answer = await server.call(method, `A/workers/scripts/api/${path}`, body);
  expect(answer.errors[0]?.code).toBe(code);
});

test("a secret of an unknown Worker is refused with the code that makes wrangler create it", async () => {
  const server = await useCloudflare();
  const answer = await server.call("PUT", "A/workers/scripts/none/secrets", secret("A", "1"));
  expect(answer.status).toBe(404);
  expect(answer.errors[0]?.code).toBe(10007);
});

test("a Worker without versions takes no secret", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const answer = await server.call("PUT", "A/workers/scripts/api/secrets", secret("A", "1"));
  expect(answer.errors[0]?.code).toBe(10222);
});
