import { expect, test } from "vitest";
import type { UpdateProgress } from "../../../release/engine.ts";
import { type PreflightOptions, preflight } from "../../../release/preflight/preflight.ts";
import { ReleaseError } from "../../../release/release-error.ts";
import { runSteps } from "../../../release/run-result.ts";

// Proves that the checks are one run in which each is told, and that the rules know what the checkout
// would deploy. Each check by itself is proved beside this.

const workerVersion = "urn:pulumi:s::slipway::cloudflare:index/workerVersion:WorkerVersion::";
const tags = { "a-version": "aaa0000-20261120100000", "b-version": "bbb0000-20261121100000" };
const newest = tags["b-version"];

function engine(change: Partial<PreflightOptions["engine"]> = {}): PreflightOptions["engine"] {
  return {
    stackName: "production",
    lock: async () => undefined,
    preview: async (_options, progress: UpdateProgress = {}) => {
      for (const [name, workersTag] of Object.entries(tags)) {
        progress.onDeclared?.(`${workerVersion}${name}`, { annotations: { workersTag } });
      }
      return {
        changes: { same: 40, update: 2 },
        plan: { changes: [], unchanged: 40 },
        errors: [],
        warnings: [],
      };
    },
    ...change,
  };
}

function options(change: Partial<PreflightOptions> = {}): PreflightOptions {
  const window = { from: "00:00", to: "24:00", timeZone: "UTC", holidays: [] };
  return {
    engine: engine(),
    services: {},
    outputs: undefined,
    stackFile: {
      accountId: "a",
      zone: "example.com",
      githubOwner: "acme",
      githubRepository: "shop",
      deployWindow: { ...window, days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] },
      promotedFrom: "staging",
    },
    stacks: ["production", "staging"],
    runningIn: async () => newest,
    request: { isEmergency: false, isWindowOverridden: false },
    actor: "ada",
    at: new Date("2026-11-21T12:00:00Z"),
    env: { CLOUDFLARE_STATUS_URL: "http://127.0.0.1:1" },
    cloudflare: () => Promise.reject(new Error("not asked")),
    github: undefined,
    ask: async () => undefined,
    ...change,
  };
}

async function run(change: Partial<PreflightOptions> = {}) {
  const { checks, findings } = preflight(options(change));
  const observer = { started: () => undefined, ended: () => undefined };
  const { steps } = await runSteps("run-1", [checks], observer);
  const byName = new Map(steps.map((step) => [step.name, step]));
  return {
    steps,
    findings: findings(),
    rules: byName.get("The rules for deployments allow it"),
    deletion: byName.get("The plan takes nothing away by mistake"),
    plan: byName.get("The configuration is valid and can be planned"),
  };
}

test("every check is told, whatever becomes of the others", async () => {
  const { steps } = await run();
  expect(steps.map(({ name, status }) => `${status}: ${name}`)).toMatchInlineSnapshot(`
    [
      "succeeded: The rules for deployments allow it",
      "succeeded: The configuration is valid and can be planned",
      "succeeded: The plan takes nothing away by mistake",
      "skipped: What the way back is bound to stays",
      "succeeded: No other update holds the stack",
      "skipped: No workflow deploys",
      "warning: Cloudflare has no incident",
      "skipped: There is a release to go back to",
      "skipped: The databases' states are noted",
      "failed: The tokens are sufficient",
      "skipped: The state has room",
    ]
  `);
});

test("what the program warns of is told with its plan, each once", async () => {
  const warns = engine({
    preview: async () => {
      const warnings = ["It may take long.", "It may take long."];
      return { changes: { same: 1 }, plan: { changes: [], unchanged: 1 }, errors: [], warnings };
    },
  });
  const { plan } = await run({ engine: warns });
  expect(plan).toMatchObject({
    status: "warning",
    note: "release without Workers: 1 same\nIt may take long.",
  });
});

test("the checkout's release is the newest of its Workers', and staging must run it", async () => {
  const good = await run();
  expect(good.rules?.status).toBe("succeeded");
  expect(good.plan?.note).toBe(`release ${newest}: 40 same, 2 update`);
  const changes = { same: 40, update: 2 };
  expect(good.findings.plan).toMatchObject({ release: newest, changes, concerns: [], lost: [] });
  const old = await run({ runningIn: async () => tags["a-version"] });
  expect(old.rules?.error?.message).toContain(
    `this checkout is ${newest}, staging runs ${tags["a-version"]}`,
  );
});

test.each([
  { confirmedStack: undefined, status: "failed" },
  { confirmedStack: "staging", status: "failed" },
  { confirmedStack: "production", status: "warning" },
])(
  "a plan that deletes a database, confirmed as $confirmedStack, is a check that ends in $status",
  async ({ confirmedStack, status }) => {
    const type = "cloudflare:index/d1Database:D1Database";
    const change = { urn: "urn::db", type, name: "db", operation: "delete", fields: [] } as const;
    const plan = { changes: [change], unchanged: 40 };
    const request = { isEmergency: true, isWindowOverridden: false, confirmedStack };
    const { deletion } = await run({
      engine: engine({ preview: async () => ({ changes: {}, plan, errors: [], warnings: [] }) }),
      request,
    });
    expect(deletion?.status).toBe(status);
    expect(deletion?.error?.hint ?? deletion?.note).toMatch(/--confirm production|deletes db/);
  },
);

test("the program runs once, though several checks ask what it plans", async () => {
  let count = 0;
  const counting = engine({
    preview: async () => {
      count++;
      return { changes: {}, plan: { changes: [], unchanged: 40 }, errors: [], warnings: [] };
    },
  });
  await run({ engine: counting });
  expect(count).toBe(1);
});

test("a lock that makes an end of it is told alone of all that would need the plan, which is not made", async () => {
  const held = { user: "ada", host: "build-1", processId: 7, since: "2026-11-21T12:00:00Z" };
  let isPlanned = false;
  const freeMeanwhile = engine({
    preview: async () => {
      isPlanned = true;
      throw new Error("It was planned.");
    },
  });
  const { steps, rules, plan, deletion } = await run({ engine: freeMeanwhile, heldUpBy: held });
  expect([rules, plan, deletion].map((step) => step?.status)).toEqual(Array(3).fill("skipped"));
  expect(isPlanned).toBe(false);
  expect(steps.flatMap(({ error }) => error?.message ?? [])).toContainEqual(
    expect.stringMatching(/^Stack production is being updated by somebody else: ada@build-1/),
  );
});

test("a program that does not plan fails its check with the engine's words", async () => {
  const reason =
    "The configuration of stack production has 1 problem:\n  - slipway:zone is missing";
  const failing = engine({
    preview: () => Promise.reject(new ReleaseError("update-failed", reason)),
  });
  const { plan, steps, findings } = await run({ engine: failing });
  expect([plan?.status, plan?.error?.message]).toEqual(["failed", reason]);
  expect(steps.filter(({ error }) => error?.message === reason)).toHaveLength(2);
  expect(findings.plan).toBeUndefined();
});

test("an exception is a warning in the run and a finding for the records", async () => {
  const request = {
    isEmergency: true,
    isWindowOverridden: false,
    approver: "chen-wei",
    reason: "checkout is down for everybody",
  };
  const { rules, findings } = await run({ request, runningIn: async () => undefined });
  expect(rules?.status).toBe("warning");
  expect(findings.exception).toMatchObject({ kind: "emergency", skipped: ["staging-first"] });
});
