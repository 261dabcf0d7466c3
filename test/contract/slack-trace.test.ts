/** As `github-trace.test.ts`, with the arguments in a form and the token among them. */
import { expect, test } from "vitest";
import { createSlack } from "../../local/vendors/slack/index.ts";
import { needsShared } from "../local/support/shared-data.ts";
import { missingFrom, readTrace, type TraceLine, Translation } from "../local/support/trace.ts";
import { useVendor } from "../local/support/vendor-server.ts";

test("every request of the Slack plugin is answered as it expects", async (context) => {
  needsShared(context, "traces/slack.jsonl");
  const server = await useVendor(createSlack);
  const ids = new Translation({ UBOT: "U0SLIPWAY", UADA: "U0LOCALADA", UBOB: "U0LOCALBEN" });
  for (const line of readTrace("slack")) {
    const form = ids.json(line.requestBody) as Record<string, string>;
    const response = await fetch(server.url + line.path, {
      method: line.method,
      body: new URLSearchParams({ ...form, token: "local-slack" }),
    });
    const ours: unknown = await response.json();
    const label = `${line.step} ${line.path}`;
    expect([label, ours]).toEqual([label, expect.objectContaining({ ok: true })]);
    expect([label, ...missingFrom(expectedOf(line), ours)]).toEqual([label]);
    if (line.path.endsWith("conversations.create")) {
      ids.learn(line.responseBody, ours, "channel.id");
    }
  }
});

/** The recording server also put the members into the channel, which the plugin does not read. */
function expectedOf({ responseBody }: TraceLine): unknown {
  return JSON.parse(JSON.stringify(responseBody), function (this: unknown, key, value: unknown) {
    return key === "members" && typeof this === "object" && this && "creator" in this
      ? undefined
      : value;
  });
}
