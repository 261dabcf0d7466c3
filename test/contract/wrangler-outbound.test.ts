import { expect, test } from "vitest";
import { slackWebhookUrl } from "../../local/vendors/slack/seed.ts";
import { useWrangler } from "./support/wrangler.ts";

/** Proves that a deployed Worker which calls a vendor reaches the emulator, never the vendor. */
const { cloud, wrangler } = await useWrangler();

wrangler.write({
  "wrangler.json": JSON.stringify({
    name: "caller",
    main: "index.js",
    compatibility_date: "2026-11-01",
    workers_dev: true,
  }),
  "index.js": `export default {
    fetch(request) {
      const { url, body } = Object.fromEntries(new URL(request.url).searchParams);
      return fetch(url, {
        method: body ? "POST" : "GET",
        body,
        headers: {
          Authorization: "Bearer local-worker",
          "Content-Type": "application/json",
          "User-Agent": "caller",
        },
      });
    },
  };`,
});
await wrangler.succeed(["deploy"]);

async function answerTo(call: { url: string; body?: string }): Promise<string> {
  const path = `/?${new URLSearchParams(call)}`;
  return (await cloud.visit("caller.slipway-local.workers.dev", path)).text;
}

const event = JSON.stringify({
  routing_key: "0".repeat(32),
  event_action: "trigger",
  payload: { summary: "down", source: "caller", severity: "critical" },
});

test.each([
  [slackWebhookUrl("general"), '{"text":"hello"}', "ok"],
  ["https://slack.com/api/auth.test", "{}", '"team":"Slipway Local"'],
  ["https://events.pagerduty.com/v2/enqueue", event, "belongs to no integration"],
  ["https://events.eu.pagerduty.com/v2/enqueue", event, "belongs to no integration"],
])("POST %s is answered by the emulator", async (url, body, expected) => {
  expect(await answerTo({ url, body })).toContain(expected);
});

test.each([
  ["https://api.cloudflare.com/client/v4/accounts", cloud.accountId],
  ["https://api.github.com/orgs/slipway-local", '"login":"slipway-local"'],
  ["https://api.pagerduty.com/abilities", '"abilities"'],
  ["https://www.cloudflarestatus.com/api/v2/status.json", '"indicator"'],
])("GET %s is answered by the emulator", async (url, expected) => {
  expect(await answerTo({ url })).toContain(expected);
});
