import { expect, test } from "vitest";
import { type DeployPorts, deploy, rehearse } from "../../../release/deploy/deploy.ts";
import type { Message } from "../../../release/notify/notifier.ts";
import type { CheckoutPlan } from "../../../release/preflight/plan.ts";
import type { PreflightFindings } from "../../../release/preflight/preflight.ts";
import { ReleaseError } from "../../../release/release-error.ts";
import type { RunResult, Step } from "../../../release/run-result.ts";
import type { Service, Services } from "../../../release/service.ts";
import type { Serving } from "../../../release/status/serving.ts";

const identity = { correlationId: "run-1", actor: "ada" };
const order = { identity, breaksStaleLock: false };
const release = "1a2b3c4-20261121095712";
const whole: Serving = {
  scriptName: "shop-staging",
  description: `${release} 100 %`,
  isWhole: true,
};

function serviceOf(scriptName: string): Service {
  const hostname = `${scriptName}.example.com`;
  const worker = { accountId: "a", scriptName, hostname, checks: [] };
  return { url: `https://${hostname}`, workers: [worker], smokeTests: [] };
}

const planned: CheckoutPlan = {
  release,
  changes: { same: 41 },
  plan: { changes: [], unchanged: 41 },
  concerns: [],
  lost: [],
  warnings: [],
};

const fine = (name: string): Step => ({ name, run: async () => undefined });
const broken = (name: string): Step => ({
  name,
  run: () => Promise.reject(new Error("It is so.")),
});

interface World {
  checks?: readonly Step[];
  findings?: PreflightFindings;
  afterwards?: readonly Step[];
  /** What the engine's update tells at its end; nothing by default. */
  outputs?: Readonly<Record<string, unknown>>;
  /** What the engine's update ends in. */
  updateError?: Error;
  serving?: readonly Serving[];
  services?: Services;
  signal?: AbortSignal;
  isFirst?: boolean;
}

/** Ports on which everything goes well but what is said otherwise; what was done, and what was told. */
function useWorld(world: World = {}) {
  const done: string[] = [];
  const told: Message[] = [];
  const environments: object[] = [];
  const notifier = {
    send: (message: Message) => void told.push(message),
    settle: async () => ({ delivered: told.length, problems: [] }),
  };
  const report = {
    changes: { update: 1, same: 40 },
    plan: { changes: [], unchanged: 40 },
    errors: [],
    warnings: [],
    ...(world.outputs && { outputs: world.outputs }),
  };
  const ports: DeployPorts = {
    engine: {
      stackName: "staging",
      async up({ environment = {} } = {}) {
        done.push("up");
        environments.push(environment);
        if (world.updateError) throw world.updateError;
        return report;
      },
      async preview() {
        done.push("preview");
        return report;
      },
      lock: async () => undefined,
      async outputs() {
        done.push("outputs");
        return { from: "the state" };
      },
    },
    preflight: {
      checks: world.checks ?? [fine("Nothing speaks against it")],
      findings: () => world.findings ?? { plan: planned },
    },
    targets: [],
    progress: {},
    signal: world.signal ?? new AbortController().signal,
    observer: { started: (step) => done.push(step), ended: () => undefined },
    afterwards: (outputs) => {
      const verify = { name: "Verify", run: async () => JSON.stringify(await outputs()) };
      return world.afterwards ?? [verify];
    },
    readServing: async () => world.serving ?? [whole],
    notifier: Promise.resolve(world.isFirst ? undefined : notifier),
    openNotifier: async () => notifier,
    services: world.services ?? { shop: serviceOf("shop-staging") },
  };
  return { ports, done, told, environments };
}

/** `Verify: not-executed` and the like. */
function statuses({ steps }: RunResult): string[] {
  return steps.map(({ name, status }) => `${name}: ${status}`);
}

test("a deployment checks, updates, verifies, and tells people of its begin and end", async () => {
  const { ports, told, environments } = useWorld();
  const result = await deploy(order, ports);
  expect(statuses(result)).toEqual([
    "Nothing speaks against it: succeeded",
    "Update staging: succeeded",
    "Verify: succeeded",
    "See what serves: succeeded",
    "Tell people: succeeded",
  ]);
  expect(told).toMatchObject([
    { title: `Deploying ${release} to staging`, severity: "info" },
    {
      title: `staging runs ${release}`,
      severity: "success",
      correlationId: "run-1",
      facts: [
        { name: "By", value: "ada" },
        { name: "shop-staging", value: `${release} 100 %` },
      ],
      pages: [
        { action: "resolve", dedupKey: "slipway release staging shop" },
        { action: "resolve", dedupKey: "slipway watch blindness staging shop" },
      ],
    },
  ]);
  expect(environments).toMatchObject([{ SLIPWAY_CORRELATION_ID: "run-1", SLIPWAY_ACTOR: "ada" }]);
});

test.each([
  ["the update", { from: "the update" }, 0],
  ["the state", undefined, 1],
] as const)("a release is verified by what %s says", async (from, outputs, reads) => {
  const { ports, done } = useWorld({ ...(outputs && { outputs }) });
  const { steps } = await deploy(order, ports);
  expect(steps.find(({ name }) => name === "Verify")?.note).toBe(JSON.stringify({ from }));
  expect(done.filter((each) => each === "outputs")).toHaveLength(reads);
});

test("a failed check keeps the update from beginning, and people are told", async () => {
  const { ports, done, told } = useWorld({ checks: [broken("The window is open"), fine("Other")] });
  const result = await deploy(order, ports);
  expect(done).not.toContain("up");
  expect(statuses(result)).toContain("Other: succeeded");
  expect(told).toMatchObject([
    {
      title: `The deployment of ${release} to staging failed`,
      severity: "warning",
      facts: [{ name: "By" }, { name: "The window is open", value: "It is so." }, {}],
    },
  ]);
});

test("a failed update says what serves, verifies nothing, and calls nobody", async () => {
  const updateError = new ReleaseError("update-failed", "/widget.js answers 500.");
  const { ports, told } = useWorld({ updateError });
  const result = await deploy(order, ports);
  expect(statuses(result)).toContain("Verify: not-executed");
  expect(result.steps.at(-2)?.note).toBe(`shop-staging: ${release} 100 %`);
  expect(told.at(-1)).toMatchObject({ severity: "warning" });
  expect(told.at(-1)?.pages).toEqual([]);
});

const split: Serving = {
  scriptName: "shop-staging",
  description: "a 50 %, b 50 %",
  isWhole: false,
};

test("traffic left between two versions by a failed update calls people", async () => {
  const updateError = new ReleaseError("update-failed", "Cloudflare does not answer.");
  const { ports, told } = useWorld({ updateError, serving: [split] });
  await deploy(order, ports);
  expect(told.at(-1)).toMatchObject({
    severity: "critical",
    pages: [{ action: "trigger", service: "shop", dedupKey: "slipway release staging shop" }],
  });
});

const twoServices = { shop: serviceOf("shop-staging"), blog: serviceOf("blog-staging") };
const wholeBlog: Serving = { ...whole, scriptName: "blog-staging" };

test("of two systems only the people of the one that is left between versions are called", async () => {
  const updateError = new ReleaseError("update-failed", "Cloudflare does not answer.");
  const { ports, told } = useWorld({
    updateError,
    services: twoServices,
    serving: [whole, { ...split, scriptName: "blog-staging" }],
  });
  await deploy(order, ports);
  expect(told.at(-1)?.pages).toEqual([
    { action: "trigger", service: "blog", dedupKey: "slipway release staging blog" },
  ]);
});

test("an emergency of two systems calls the people of both, and calls both off", async () => {
  const exception = {
    kind: "emergency",
    skipped: [],
    by: "ada",
    approver: "ben",
    reason: "Users cannot pay.",
  } as const;
  const { ports, told } = useWorld({
    findings: { plan: planned, exception },
    services: twoServices,
    serving: [whole, wholeBlog],
  });
  await deploy(order, ports);
  const keysOf = ({ pages = [] }: Message) =>
    pages.map(({ action, dedupKey }) => `${action} ${dedupKey.replace("slipway ", "")}`);
  expect(told.map(keysOf)).toEqual([
    ["trigger release staging shop", "trigger release staging blog"],
    [
      "resolve release staging shop",
      "resolve watch blindness staging shop",
      "resolve release staging blog",
      "resolve watch blindness staging blog",
    ],
  ]);
});

test("traffic that another deployment has split calls nobody", async () => {
  const { ports, told } = useWorld({ checks: [broken("No other update")], serving: [split] });
  await deploy(order, ports);
  expect(told.at(-1)).toMatchObject({ severity: "warning" });
  expect(told.at(-1)?.pages).toEqual([]);
});

test.each([
  ["interrupted", undefined, "It was interrupted before anything was changed."],
  ["out of time", "TimeoutError", "Its time was over before anything was changed."],
])("what is %s during the checks is not updated", async (_case, name, message) => {
  const signal = AbortSignal.abort(name && new DOMException("", name));
  const { ports, done } = useWorld({ signal });
  const result = await deploy(order, ports);
  expect(done).not.toContain("up");
  const update = result.steps.find(({ name: step }) => step === "Update staging");
  expect(update?.error?.message).toBe(message);
});

test("an emergency is handed to the program and posted, and an incident until its release is well", async () => {
  const exception = {
    kind: "emergency",
    skipped: ["window"],
    by: "ada",
    approver: "ben",
    reason: "Users cannot pay.",
  } as const;
  const { ports, told, environments } = useWorld({
    findings: { plan: planned, exception },
  });
  await deploy(order, ports);
  expect(told.map(({ pages }) => pages?.[0]?.action)).toEqual(["trigger", "resolve"]);
  expect(JSON.stringify(environments)).toContain("Users cannot pay.");
  for (const message of told) {
    expect(JSON.stringify(message.facts)).toContain("approved by ben");
  }
});

test("the first deployment, which makes the channels, tells people at its end alone", async () => {
  const { ports, told } = useWorld({ isFirst: true });
  await deploy(order, ports);
  expect(told.map(({ title }) => title)).toEqual([`staging runs ${release}`]);
});

test("a warning of a step ends in exit with warnings, and is in the message", async () => {
  const degraded: Step = { name: "Verify", run: async () => ({ warning: "The queue is slow." }) };
  const { ports, told } = useWorld({ afterwards: [degraded] });
  expect((await deploy(order, ports)).status).toBe("warnings");
  expect(told.at(-1)).toMatchObject({
    title: `staging runs ${release}, with warnings`,
    severity: "warning",
  });
  // Somebody should look: an incident over the release is not over.
  expect(told.at(-1)?.pages).toEqual([]);
});

test("a rehearsal checks and previews, changes nothing, and tells nobody", async () => {
  const { ports, done, told } = useWorld({ checks: [broken("The window is open")], findings: {} });
  const result = await rehearse(order, ports);
  expect(done).toEqual(["The window is open", "Preview staging", "preview"]);
  expect(result.status).toBe("failed");
  expect(result.plan.unchanged).toBe(40);
  expect(told).toEqual([]);
});

test("a rehearsal of everything shows the plan that was checked", async () => {
  const { ports, done } = useWorld();
  const { plan } = await rehearse(order, ports);
  expect([done.includes("preview"), plan.unchanged]).toEqual([false, 41]);
});

test("a rehearsal of one system has a plan of its own", async () => {
  const { ports, done } = useWorld();
  const { plan } = await rehearse(order, { ...ports, targets: ["urn:a"] });
  expect([done.includes("preview"), plan.unchanged]).toEqual([true, 40]);
});
