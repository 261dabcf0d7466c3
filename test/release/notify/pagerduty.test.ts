import { expect, test } from "vitest";
import { pagerdutyEvent } from "../../../release/notify/pagerduty.ts";
import { message } from "./message.ts";

const page = { action: "trigger", service: "shop", dedupKey: "slipway:staging:shop" } as const;

test("a page has its key, severity and facts", () => {
  const facts = [{ name: "Serving", value: "1a2b3c4d 100 %" }];
  const event = pagerdutyEvent(message({ severity: "critical", facts }), page, "k".repeat(32));
  expect(event).toEqual({
    routing_key: "k".repeat(32),
    event_action: "trigger",
    dedup_key: "slipway:staging:shop",
    client: "Slipway",
    payload: {
      summary: "shop (staging): Deployed",
      source: "slipway deploy staging",
      severity: "critical",
      component: "shop",
      group: "staging",
      class: "deploy",
      custom_details: { Serving: "1a2b3c4d 100 %", correlationId: "run-1" },
    },
  });
});

test("calling off needs the key alone", () => {
  const event = pagerdutyEvent(message(), { ...page, action: "resolve" }, "key");
  expect(event).toEqual({
    routing_key: "key",
    event_action: "resolve",
    dedup_key: "slipway:staging:shop",
  });
});

test("facts of one name are all told", () => {
  const facts = [
    { name: "Warning", value: "one" },
    { name: "Warning", value: "two" },
  ];
  expect(pagerdutyEvent(message({ facts }), page, "key")).toMatchObject({
    payload: { custom_details: { Warning: "one\ntwo" } },
  });
});

test("an event stays below PagerDuty's 512 KB, and says what it leaves out", () => {
  const facts = Array.from({ length: 1000 }, (_, index) => ({
    name: `Fact ${index}`,
    value: "é".repeat(5000),
  }));
  const event = pagerdutyEvent(message({ title: "t".repeat(5000), facts }), page, "key");
  expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(512_000);
  expect(event).toMatchObject({ payload: { custom_details: { more: "900 facts" } } });
});

test("keys that are too long are cut, and stay two", () => {
  const keys = ["a", "b"].map((last) => {
    const event = pagerdutyEvent(
      message(),
      { ...page, dedupKey: `${"k".repeat(300)}${last}` },
      "key",
    );
    return (event as { dedup_key: string }).dedup_key;
  });
  expect(keys.map(({ length }) => length)).toEqual([255, 255]);
  expect(new Set(keys).size).toBe(2);
});
