/** Proves when each vendor's client asks again, and when it takes a refusal as it is. */
import { expect, test } from "vitest";
import { cloudflareRetries } from "../../../local/plugins/cloudflare/client.ts";
import { githubRetries } from "../../../local/plugins/github/client.ts";
import { type ApiAnswer, send } from "../../../local/plugins/http/send.ts";
import { pagerdutyRetries } from "../../../local/plugins/pagerduty/client.ts";
import { usePlugins } from "./support/engine.ts";
import { useFakeApi } from "./support/fake-api.ts";

const answer = (status: number, headers: Record<string, string> = {}): ApiAnswer => ({
  status,
  headers: new Headers(headers),
  text: "",
});

test.each([
  { what: "Cloudflare 503, first", policy: cloudflareRetries, attempt: 1, status: 503, ms: 2000 },
  { what: "Cloudflare 503, fifth", policy: cloudflareRetries, attempt: 5, status: 503, ms: 30_000 },
  { what: "Cloudflare 503, eleventh", policy: cloudflareRetries, attempt: 11, status: 503 },
  { what: "Cloudflare 409", policy: cloudflareRetries, attempt: 1, status: 409, ms: 2000 },
  {
    what: "Cloudflare 409 that says no",
    policy: cloudflareRetries,
    attempt: 1,
    status: 409,
    headers: { "x-should-retry": "false" },
  },
  {
    what: "Cloudflare 429 that says when",
    policy: cloudflareRetries,
    attempt: 1,
    status: 429,
    headers: { "retry-after": "3" },
    ms: 3000,
  },
  { what: "Cloudflare 400", policy: cloudflareRetries, attempt: 1, status: 400 },
  { what: "GitHub 502", policy: githubRetries, attempt: 3, status: 502, ms: 1000 },
  { what: "GitHub 502, fourth", policy: githubRetries, attempt: 4, status: 502 },
  { what: "GitHub 403 without a wait", policy: githubRetries, attempt: 1, status: 403 },
  {
    what: "GitHub 403 with a wait",
    policy: githubRetries,
    attempt: 1,
    status: 403,
    headers: { "retry-after": "2" },
    ms: 2000,
  },
  { what: "PagerDuty 500", policy: pagerdutyRetries, attempt: 1, status: 500, ms: 1000 },
  { what: "PagerDuty 429", policy: pagerdutyRetries, attempt: 1, status: 429, ms: 5000 },
  { what: "PagerDuty 404", policy: pagerdutyRetries, attempt: 1, status: 404 },
])("$what waits $ms ms", ({ policy, attempt, status, headers, ms }) => {
  expect(policy(attempt, answer(status, headers))).toBe(ms);
});

test("a request is repeated with its count until it is taken", async () => {
  const api = await useFakeApi({ "POST /x": [{ status: 503 }, { status: 503 }, { status: 200 }] });
  const waits: number[] = [];
  const result = await send(
    { method: "POST", url: new URL(`${api.origin}/x`), headers: {}, body: "{}" },
    {
      retry: cloudflareRetries,
      signal: new AbortController().signal,
      attemptHeaders: (attempt) => ({ "x-stainless-retry-count": String(attempt - 1) }),
      wait: async (ms) => {
        waits.push(ms);
      },
    },
  );
  expect(result.status).toBe(200);
  expect(waits).toEqual([2000, 4000]);
  const counts = api.received.map(({ headers }) => headers["x-stainless-retry-count"]);
  expect(counts).toEqual(["0", "1", "2"]);
});

test("a connection that nobody answers is named with its cause", async () => {
  const closed = send(
    { method: "GET", url: new URL("http://127.0.0.1:1/x"), headers: {} },
    { retry: () => undefined, signal: new AbortController().signal },
  );
  await expect(closed).rejects.toThrow(/^GET http:\/\/127\.0\.0\.1:1\/x: /);
});

test("Slack's client takes a 429 as a failure", async () => {
  const limited = { status: 429, headers: { "retry-after": "1" }, body: { ok: false } };
  const api = await useFakeApi({ "POST /slack/api/conversations.create": limited });
  const rig = await usePlugins(api.origin);
  const engine = await rig.connect("slack");
  const inputs = { name: "ops", isPrivate: false };
  await expect(engine.create("slack:index/conversation:Conversation", inputs)).rejects.toThrow(
    "could not create conversation ops: slack rate limit exceeded, retry after 1s",
  );
  expect(api.received).toHaveLength(1);
});
