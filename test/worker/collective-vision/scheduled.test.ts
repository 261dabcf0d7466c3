import { expect, test } from "vitest";
import { type Harness, startTime, useUnmigratedWorker, useWorker } from "../support/harness.ts";

const slackHost = "hooks.slack.com";
const pagerDutyHost = "events.pagerduty.com";

/** What was sent to a host since the last look, as JSON. */
async function take(worker: Harness, host: string): Promise<unknown[]> {
  const requests = worker.outbound.filter(({ url }) => new URL(url).host === host);
  for (const request of requests) worker.outbound.splice(worker.outbound.indexOf(request), 1);
  return Promise.all(requests.map((request) => request.json()));
}

/** A Worker whose database can be broken and mended. */
async function useBreakableWorker(): Promise<Harness> {
  const worker = await useWorker();
  await rename(worker, "feedback", "hidden");
  return worker;
}

const rename = (worker: Harness, from: string, to: string) =>
  worker.env.DB.exec(`ALTER TABLE ${from} RENAME TO ${to}`);

test("when all is well the check is logged and nobody is told", async () => {
  const worker = await useWorker();
  await worker.runScheduled();
  expect(worker.logs.at(-1)?.json).toMatchObject({
    level: "info",
    message: "health check passed",
    details: { api: "ok", widget: "ok", database: "ok" },
    requestId: expect.any(String),
  });
  expect(worker.outbound).toEqual([]);
  expect((await worker.env.KV.list()).keys).toEqual([]);
});

test("a failing database is told to Slack and PagerDuty, with environment and time", async () => {
  const worker = await useBreakableWorker();
  await worker.runScheduled();
  expect(await take(worker, slackHost)).toEqual([
    {
      text: "Collective Vision (staging): health check failed: api (HTTP 503), database (schema_missing). (2026-11-21T09:00:00.000Z)",
    },
  ]);
  expect(await take(worker, pagerDutyHost)).toEqual([
    {
      routing_key: "harness-routing-key",
      event_action: "trigger",
      dedup_key: "collective-vision-staging-health",
      payload: {
        summary:
          "Collective Vision (staging): health check failed: api (HTTP 503), database (schema_missing).",
        source: "collective-vision-staging",
        severity: "warning",
        timestamp: new Date(startTime).toISOString(),
        custom_details: {
          failing: "api (HTTP 503), database (schema_missing)",
          version: "abc1234-20261121090000",
        },
      },
    },
  ]);
});

test("trouble that goes on is told once; recovery resolves the same alert once", async () => {
  const worker = await useBreakableWorker();
  for (let run = 0; run < 3; run++) await worker.runScheduled();
  expect(await take(worker, slackHost)).toHaveLength(1);
  expect(await take(worker, pagerDutyHost)).toHaveLength(1);
  await rename(worker, "hidden", "feedback");
  for (let run = 0; run < 2; run++) await worker.runScheduled();
  expect(await take(worker, slackHost)).toEqual([
    {
      text: "Collective Vision (staging): all health checks pass again. (2026-11-21T09:00:00.000Z)",
    },
  ]);
  expect(await take(worker, pagerDutyHost)).toEqual([
    {
      routing_key: "harness-routing-key",
      event_action: "resolve",
      dedup_key: "collective-vision-staging-health",
    },
  ]);
});

test("other trouble than before is told again", async () => {
  const worker = await useWorker();
  await rename(worker, "events", "hidden");
  await worker.runScheduled();
  expect(await take(worker, slackHost)).toHaveLength(1);
  await rename(worker, "feedback", "hidden_too");
  await worker.runScheduled();
  expect(await take(worker, slackHost)).toEqual([
    { text: expect.stringContaining("api (HTTP 503), database (schema_missing)") },
  ]);
});

test.each([
  ["answers 500", async () => new Response("no", { status: 500 })],
  ["answers a redirect", async () => Response.redirect("https://evil.example")],
  ["cannot be reached", () => Promise.reject(new TypeError("network"))],
])("a channel that %s is told at the next run, the other is not told twice", async (_n, fail) => {
  const worker = await useBreakableWorker();
  worker.onFetch = async (request) =>
    request.url.includes(pagerDutyHost) ? fail() : new Response("ok");
  await worker.runScheduled();
  expect(worker.messages("error")).toContain("alert was not sent");
  worker.outbound.length = 0;
  worker.onFetch = async () => new Response("ok");
  await worker.runScheduled();
  expect(await take(worker, pagerDutyHost)).toHaveLength(1);
  expect(await take(worker, slackHost)).toEqual([]);
});

test("secrets stay out of the log when alerts fail", async () => {
  const worker = await useBreakableWorker();
  worker.onFetch = () => Promise.reject(new TypeError("network"));
  await worker.runScheduled();
  const log = worker.logs.map(({ text }) => text).join("\n");
  expect(log).toContain("Slack did not take the alert");
  expect(log).not.toMatch(/services\/T0|harness-routing-key|sk_test/);
});

test.each([
  "hooks.slack.com/services/T0/B0/canary",
  "https://user:canary@hooks.slack.com/services/T0/B0/x",
  "https://hooks.slack.com:canary/x",
  "http://hooks.slack.com/services/T0/B0/canary",
  "ftp://canary.example",
])("a webhook that is none is sent nothing and does not show in the log: %s", async (address) => {
  const worker = await useWorker({ SLACK_WEBHOOK_URL: address });
  await rename(worker, "feedback", "hidden");
  await worker.runScheduled();
  const log = worker.logs.map(({ text }) => text).join("\n");
  expect(log).toContain("Slack did not take the alert: its address is not one to call.");
  expect(log).not.toContain("canary");
  expect(worker.outbound.map(({ url }) => new URL(url).host)).toEqual([pagerDutyHost]);
});

test("production pages as critical, to the endpoint that the stack names", async () => {
  const worker = await useWorker({
    ENVIRONMENT: "production",
    PAGERDUTY_EVENTS_URL: "http://127.0.0.1:8787/pagerduty/v2/enqueue",
  });
  await rename(worker, "feedback", "hidden");
  await worker.runScheduled();
  expect(await take(worker, "127.0.0.1:8787")).toMatchObject([
    { payload: { severity: "critical", source: "collective-vision-production" } },
  ]);
});

test("trouble is told even when KV is the trouble", async () => {
  const worker = await useBreakableWorker();
  const KV = {
    getWithMetadata() {},
    get: () => Promise.reject(new Error("KV is down")),
    put: () => Promise.reject(new Error("KV is down")),
  } as unknown as KVNamespace;
  Object.assign(worker.env, { KV });
  await worker.runScheduled();
  expect(await take(worker, slackHost)).toHaveLength(1);
  expect(await take(worker, pagerDutyHost)).toHaveLength(1);
});

test("before migrations it fails its check and alerts, without throwing", async () => {
  const worker = await useUnmigratedWorker();
  await worker.runScheduled();
  expect(await take(worker, pagerDutyHost)).toHaveLength(1);
  expect(worker.messages("error")).toEqual(
    expect.arrayContaining(["health check failed", "housekeeping failed"]),
  );
});

test("a missing binding is told too", async () => {
  const worker = await useWorker();
  Reflect.deleteProperty(worker.env, "QUEUE");
  await worker.runScheduled();
  expect(await take(worker, slackHost)).toEqual([
    { text: expect.stringContaining("api (HTTP 500), widget (HTTP 500)") },
  ]);
});
