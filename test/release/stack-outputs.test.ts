import { expect, test } from "vitest";
import { parseStackOutputs } from "../../release/stack-outputs.ts";

// That what the program tells can be read is proved by test/infra/program.test.ts.

const outputs = {
  urls: { api: "https://api.example.com" },
  workers: { api: { versionId: "v1", deploymentId: "d1" } },
  release: { version: "1", gitSha: "", workers: { api: "v1" } },
  releases: [{ version: "1", gitSha: "", workers: { api: "v1" } }],
  pins: {},
};
const alerting = {
  slackWebhookUrl: "https://hooks.slack.com/services/T/B/canary",
  pagerdutyRoutingKeys: { api: "key-canary" },
};

test("outputs are read as they are", () => {
  expect(parseStackOutputs({ ...outputs, alerting })).toEqual({ ...outputs, alerting });
});

test.each([undefined, "[secret]"])("alerting that is shown as %s is absent", (shown) => {
  expect(parseStackOutputs({ ...outputs, alerting: shown })).toEqual(outputs);
});

test("outputs of other programs beside them are ignored", () => {
  expect(parseStackOutputs({ ...outputs, other: 1 })).toEqual(outputs);
});

test("a stack without outputs was never deployed", () => {
  expect(() => parseStackOutputs({})).toThrow(
    expect.objectContaining({ code: "never-deployed", hint: "Deploy it: pulumi up -s <stack>." }),
  );
});

test("outputs of another form are refused by their places, without a value", () => {
  const wrong = { ...outputs, pins: undefined, alerting: { ...alerting, slackWebhookUrl: 1 } };
  expect(() => parseStackOutputs(wrong)).toThrow(
    expect.objectContaining({
      code: "unreadable-outputs",
      message:
        "The stack's outputs cannot be read: pins, alerting missing or of another form than this version of Slipway writes.",
    }),
  );
});
