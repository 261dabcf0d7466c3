import { expect, test } from "vitest";
import type { Release } from "../../../release/ledger.ts";
import type { WorkerHistory } from "../../../release/rollback/history.ts";
import { chooseMoves, planRollback } from "../../../release/rollback/plan.ts";
import type { CloudflareApi } from "../../../release/rollout/cloudflare-api.ts";
import { type Answer, type Call, useCloudflareServer } from "../../infra/cloudflare-server.ts";
import { history, serviceWorker } from "./support/history.ts";

// Proves how the Workers of a service go back together, and every reason for which they do not.

function targets(histories: readonly WorkerHistory[], to?: string, ledger?: readonly Release[]) {
  const { moves, reasons } = chooseMoves(histories, to, ledger);
  expect(reasons).toEqual([]);
  return Object.fromEntries(moves.map(({ worker, target }) => [worker.scriptName, target.id]));
}

function release(version: string, workers: Record<string, string>): Release {
  return { version, gitSha: "", workers };
}

const gateway = history(["c", "b", "a"], { scriptName: "gateway" });
const database = history(["b", "a"], { scriptName: "database" });

test("without a ledger only Workers of the newest release go back", () => {
  expect(targets([gateway, database])).toEqual({ gateway: "b" });
});

test("a Worker that came with the present release is left alone", () => {
  const added = history(["c"], { scriptName: "added" });
  expect(targets([gateway, added])).toEqual({ gateway: "b" });
});

test("the ledger says which versions belong together", () => {
  const ledger = [
    release("rc", { gateway: "c", database: "b" }),
    release("rb", { gateway: "a", database: "a" }),
  ];
  expect(targets([gateway, database], undefined, ledger)).toEqual({ gateway: "a", database: "a" });
});

test("a release that the ledger has not got, because its update failed, goes back to the newest in it", () => {
  const ledger = [release("rb", { gateway: "b", database: "b" })];
  expect(targets([gateway, database], undefined, ledger)).toEqual({ gateway: "b", database: "b" });
});

test("a rollback that stopped half-way goes on to the same release", () => {
  const back = history(["b", "c", "b"], { scriptName: "gateway" });
  const notYet = history(["c", "b"], { scriptName: "database" });
  const ledger = [
    release("rc", { gateway: "c", database: "c" }),
    release("rb", { gateway: "b", database: "b" }),
  ];
  expect(targets([back, notYet], undefined, ledger)).toEqual({ gateway: "b", database: "b" });
  expect(targets([back, notYet])).toEqual({ gateway: "b", database: "b" });
});

test("a named release of the ledger gives each Worker the version it had then", () => {
  const ledger = [
    release("rc", { gateway: "c", database: "b" }),
    release("rb", { gateway: "b", database: "a" }),
    release("ra", { gateway: "a", database: "a" }),
  ];
  expect(targets([gateway, database], "rb", ledger)).toEqual({ gateway: "b", database: "a" });
});

test("every Worker's reason is given", () => {
  const histories = [
    history(["b"], { scriptName: "one" }),
    history(["c", "b"], { scriptName: "two" }),
  ];
  expect(chooseMoves(histories, "rx").reasons).toEqual([
    "one: there is no release rx. There are: rb.",
    "two: there is no release rx. There are: rc, rb.",
  ]);
});

const script = "/accounts/acc/workers/scripts/api";

/** A Worker on version `b` that was on `a`. */
interface Account {
  bindings?: readonly object[];
  migrationTags?: { a?: string; b?: string };
  answer?: (call: Call) => Answer | undefined;
  /** Paths that are never answered. */
  silent?: RegExp;
  patienceMs?: number;
}

async function plan({
  bindings = [],
  migrationTags = {},
  answer,
  silent,
  patienceMs = 20_000,
}: Account) {
  const { deployments, versions } = history(["b", "a"]);
  const detail = (migration_tag: string | undefined) => ({
    result: { resources: { bindings, script_runtime: { migration_tag } } },
  });
  const answers: Record<string, Answer> = {
    [`${script}/deployments`]: {
      result: {
        deployments: deployments.map(({ shares }) => ({
          versions: shares.map(({ versionId, percentage }) => ({
            version_id: versionId,
            percentage,
          })),
        })),
      },
    },
    [`${script}/versions?deployable=true&per_page=100`]: {
      result: {
        items: versions.map(({ id, number, release: tag, createdOn }) => ({
          id,
          number,
          metadata: { created_on: createdOn },
          annotations: { "workers/tag": tag },
        })),
      },
    },
    [`${script}/versions/a`]: detail(migrationTags.a),
    [`${script}/versions/b`]: detail(migrationTags.b),
  };
  const { api } = await useCloudflareServer(
    (call) => answer?.(call) ?? answers[call.path] ?? { status: 404 },
  );
  const answering: CloudflareApi = (method, path, body) =>
    silent?.test(path) ? Promise.withResolvers().promise : api(method, path, body);
  return planRollback(answering, { workers: [serviceWorker()], patienceMs });
}

const exists = (call: Call): Answer | undefined =>
  call.path.startsWith(script) ? undefined : { result: [{}] };

test("a Worker whose resources are all there goes back", async () => {
  const bindings = [
    { type: "kv_namespace", name: "KV", namespace_id: "k" },
    { type: "plain_text", name: "TEXT" },
  ];
  expect(await plan({ bindings, answer: exists })).toMatchObject([
    { serving: [{ versionId: "b", percentage: 100 }], target: { id: "a", release: "ra" } },
  ]);
});

test("every resource that is gone is named, and what users go on getting", async () => {
  const bindings = [
    { type: "kv_namespace", name: "KV", namespace_id: "k" },
    { type: "d1", name: "DB", database_id: "d" },
    { type: "r2_bucket", name: "FILES", bucket_name: "r" },
    { type: "vectorize", name: "INDEX", index_name: "v" },
    { type: "service", name: "AUTH", service: "auth" },
    { type: "queue", name: "QUEUE", queue_name: "q" },
  ];
  const answer = ({ path }: Call): Answer | undefined =>
    path.includes("/queues?") ? { result: [] } : undefined;
  await expect(plan({ bindings, answer })).rejects.toThrow(
    `The rollback is not possible, and nothing was changed:
  - api: KV namespace k (binding KV) is gone.
  - api: D1 database d (binding DB) is gone.
  - api: R2 bucket r (binding FILES) is gone.
  - api: Vectorize index v (binding INDEX) is gone.
  - api: Worker auth (binding AUTH) is gone.
  - api: queue q (binding QUEUE) is gone.
Users go on getting:
  - api: rb (version b) 100 %`,
  );
});

test.each([
  ["the token may not see it", 403],
  ["the API is ill", 500],
])("a resource is no obstacle where %s", async (_title, status) => {
  const bindings = [{ type: "kv_namespace", name: "KV", namespace_id: "k" }];
  const answer = ({ path }: Call) => (path.startsWith(script) ? undefined : { status });
  expect(await plan({ bindings, answer })).toHaveLength(1);
});

test.each([[null], [{}], [[]]])("a version that is told as %j is no obstacle", async (result) => {
  const answer = ({ path }: Call) => (/versions\/\w+$/.test(path) ? { result } : undefined);
  expect(await plan({ answer })).toHaveLength(1);
});

test("the traffic does not wait for an API that is slow to say whether a resource is there", async () => {
  const bindings = [{ type: "kv_namespace", name: "KV", namespace_id: "k" }];
  expect(await plan({ bindings, silent: /namespaces/, patienceMs: 1 })).toHaveLength(1);
});

test("a Durable Object migration in between refuses the rollback", async () => {
  await expect(plan({ migrationTags: { a: "v1", b: "v2" } })).rejects.toThrow(
    "api: a Durable Object migration lies in between (tag v1 before, v2 now)",
  );
});

test("a Worker that does not exist is no bug but a refusal with the vendor's reason", async () => {
  const errors = [{ code: 10007, message: "This Worker does not exist on your account." }];
  const gone = plan({ answer: () => ({ status: 404, errors }) });
  await expect(gone).rejects.toMatchObject({ name: "ReleaseError", code: "vendor" });
  await expect(gone).rejects.toThrow("does not exist on your account. (code 10007)");
});

test("an API that is down is said to be so, and what can be done", async () => {
  await expect(plan({ answer: () => ({ status: 503 }) })).rejects.toMatchObject({
    code: "vendor",
    message: expect.stringContaining("Nothing was changed"),
    hint: expect.stringContaining("run the same command again"),
  });
});
