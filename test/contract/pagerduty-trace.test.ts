/** As `github-trace.test.ts`. The schedule that the policy names was not recorded: it is made first. */
import { expect, test } from "vitest";
import { createPagerduty } from "../../local/vendors/pagerduty/index.ts";
import { pick } from "../local/support/pick.ts";
import { needsShared } from "../local/support/shared-data.ts";
import { missingFrom, readTrace, Translation } from "../local/support/trace.ts";
import { useVendor, type VendorServer } from "../local/support/vendor-server.ts";

const HEADERS = {
  authorization: "Token token=local-pagerduty",
  accept: "application/vnd.pagerduty+json;version=2",
};

const WRAPPERS: Readonly<Record<string, string>> = {
  "/teams": "team",
  "/escalation_policies": "escalation_policy",
  "/services": "service",
};

test("every request of the PagerDuty plugin is answered as it expects", async (context) => {
  needsShared(context, "traces/pagerduty.jsonl");
  const server = await useVendor(createPagerduty);
  const ids = new Translation({
    "ada@example.test": "ada@example.com",
    PUSER01: "PUADA01",
    PSCH0002: await createSchedule(server),
  });
  for (const line of readTrace("pagerduty")) {
    const query = ids.text(new URLSearchParams(line.query).toString().replace("%40", "@"));
    const response = await fetch(`${server.url}${ids.text(line.path)}?${query}`, {
      method: line.method,
      headers: HEADERS,
      body: line.requestBody === null ? null : JSON.stringify(ids.json(line.requestBody)),
    });
    const text = await response.text();
    const label = `${line.step} ${line.method} ${line.path}`;
    expect([label, response.status, text]).toEqual([label, line.status, expect.any(String)]);
    const ours: unknown = text === "" ? null : JSON.parse(text);
    expect([label, ...missingFrom(line.responseBody, ours)]).toEqual([label]);
    const wrapper = WRAPPERS[line.path];
    if (line.method === "POST" && wrapper) ids.learn(line.responseBody, ours, `${wrapper}.id`);
  }
});

async function createSchedule({ url }: VendorServer): Promise<string> {
  const layer = {
    start: "2026-11-01T00:00:00Z",
    rotation_virtual_start: "2026-11-01 00:00:00 +0000 UTC",
    rotation_turn_length_seconds: 604_800,
    users: [{ user: { id: "PUADA01", type: "user" } }],
  };
  const schedule = { name: "Primary", time_zone: "Etc/UTC", schedule_layers: [layer] };
  const response = await fetch(`${url}/schedules`, {
    method: "POST",
    headers: HEADERS,
    body: JSON.stringify({ schedule }),
  });
  return pick(await response.json(), "schedule.id");
}
