import { expect, test } from "vitest";
import {
  createVersion,
  createWorker,
  uploadForm,
  versionBody,
} from "../support/cloudflare-factories.ts";
import { type CloudflareServer, useCloudflare } from "../support/cloudflare-server.ts";

const missing = "0123456789abcdef0123456789abcdef";

test.each([
  ["KV namespace", { type: "kv_namespace", namespace_id: missing }, 10041],
  ["KV namespace id", { type: "kv_namespace", namespace_id: "placeholder" }, 10042],
  ["R2 bucket", { type: "r2_bucket", bucket_name: "none" }, 10085],
  ["D1 database", { type: "d1", database_id: missing }, 10181],
  ["queue", { type: "queue", queue_name: "none" }, 11000],
  ["Vectorize index", { type: "vectorize", index_name: "none" }, 10159],
  ["Worker", { type: "service", service: "none" }, 10143],
  ["environment", { type: "service", service: "api", environment: "staging" }, 10144],
  ["Durable Object class", { type: "durable_object_namespace", class_name: "Room" }, 10061],
  [
    "Durable Object class of another Worker",
    { type: "durable_object_namespace", class_name: "Room", script_name: "none" },
    10061,
  ],
])("a binding to a missing %s is refused", async (_title, binding, code) => {
  const answer = await upload([{ name: "B", ...binding }]);
  expect(answer.status).toBe(400);
  expect(answer.errors[0]?.code).toBe(code);
});

test.each([
  ["without a name", [{ type: "ai", name: "" }], 10052],
  [
    "of a name that is used twice",
    [
      { type: "ai", name: "A" },
      { type: "images", name: "A" },
    ],
    10053,
  ],
  ["of an unknown type", [{ type: "teleport", name: "A" }], 10021],
  ["of a queue without its name", [{ type: "queue", name: "A" }], 10021],
  [
    "of a rate limit over 30 seconds",
    [{ type: "ratelimit", name: "A", namespace_id: "1", simple: { limit: 5, period: 30 } }],
    10021,
  ],
  ["with a text over 5 KiB", [{ type: "plain_text", name: "A", text: "x".repeat(5121) }], 10054],
])("a binding %s is refused", async (_title, bindings, code) => {
  const answer = await upload(bindings);
  expect(answer.errors[0]?.code).toBe(code);
});

test("128 variables are taken, 129 are not", async () => {
  const variables = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      type: "plain_text",
      name: `V${index}`,
      text: "x".repeat(5120),
    }));
  expect((await upload(variables(128))).status).toBe(200);
  expect((await upload(variables(129))).errors[0]?.code).toBe(10055);
});

async function upload(bindings: unknown[]) {
  const server = await useCloudflare();
  await createWorker(server, "api");
  return server.call("POST", "A/workers/workers/api/versions", versionBody({ bindings }));
}

const first = [
  { type: "secret_text", name: "KEY", text: "1" },
  { type: "plain_text", name: "MODE", text: "prod" },
];

async function withFirstVersion(): Promise<CloudflareServer> {
  const server = await useCloudflare();
  await createWorker(server, "api");
  await createVersion(server, "api", { bindings: first });
  return server;
}

test("keep_bindings carries bindings of its types over, unless they are sent anew", async () => {
  const server = await withFirstVersion();
  const metadata = {
    bindings: [{ type: "plain_text", name: "OTHER", text: "x" }],
    keep_bindings: ["secret_text"],
  };
  await server.call("PUT", "A/workers/scripts/api", uploadForm(metadata));
  expect(server.edge.served.scripts[0]?.split[0]?.version.bindings).toEqual([
    { type: "plain_text", name: "OTHER", text: "x" },
    { type: "secret_text", name: "KEY", text: "1" },
  ]);
});

test("inherit takes a binding from the previous version, under another name too", async () => {
  const server = await withFirstVersion();
  const bindings = [
    { type: "inherit", name: "MODE" },
    { type: "inherit", name: "TOKEN", old_name: "KEY" },
  ];
  await server.call(
    "PUT",
    "A/workers/scripts/api?bindings_inherit=strict",
    uploadForm({ bindings }),
  );
  expect(server.edge.served.scripts[0]?.split[0]?.version.bindings).toEqual([
    { type: "plain_text", name: "MODE", text: "prod" },
    { type: "secret_text", name: "TOKEN", text: "1" },
  ]);
});

test("what cannot be inherited is refused when strict and dropped when not", async () => {
  const server = await withFirstVersion();
  const form = () => uploadForm({ bindings: [{ type: "inherit", name: "NONE" }] });
  const strict = await server.call("PUT", "A/workers/scripts/api?bindings_inherit=strict", form());
  const lenient = await server.call("PUT", "A/workers/scripts/api", form());
  expect(strict.errors[0]?.code).toBe(10057);
  expect(strict.errors[0]?.message).toMatch(/^inherit binding 'NONE' is invalid/);
  expect(lenient.status).toBe(200);
});

test("the script API inherits from the latest version only", async () => {
  const server = await withFirstVersion();
  const bindings = [{ type: "inherit", name: "KEY", version_id: "1234" }];
  const answer = await server.call("PUT", "A/workers/scripts/api", uploadForm({ bindings }));
  expect(answer.errors[0]?.message).toContain("only the literal 'latest' is supported");
});
