import { expect, test } from "vitest";
import { lookUp } from "../../infra/look-ups.ts";
import { record, type Vendor } from "./recorder.ts";

// Proves what is said of names that vendors do not know. What is done with the ids of those they do
// know is proved by what the stacks declare.

const config: Parameters<typeof lookUp>[0] = {
  environment: "staging",
  accountId: "a1",
  zone: "example.com",
  githubOwner: "acme",
  githubRepository: "shop",
  onCall: {
    urgency: "low",
    timeZone: "Europe/Lisbon",
    primary: ["ada@example.com", "ben@example.com"],
    secondary: ["ben@example.com", "ada@example.com"],
    teamLead: "chen@example.com",
    engineeringManager: "dana@example.com",
    cto: "evelyn@example.com",
  },
  delivery: {
    ownsRepository: false,
    branches: ["main"],
    tags: [],
    reviewers: ["chen-wei"],
    preventSelfReview: false,
    waitMinutes: 0,
  },
};

const knowing: Required<Vendor>["lookUps"] = {
  "cloudflare:index/getZone:getZone": () => ({ id: "z1" }),
  "github:index/getRepository:getRepository": () => ({ name: "Shop" }),
  "github:index/getUser:getUser": () => ({ id: "3" }),
  "pagerduty:index/getUser:getUser": ({ email }) => ({ id: `P-${email}` }),
  "slack:index/getUser:getUser": ({ email }) => ({ id: `U-${email}` }),
};

/** What comes of a look-up as the only thing that a program does. */
async function outcomeOf(lookUps: Required<Vendor>["lookUps"]) {
  let outcome: unknown;
  const program = async () => {
    outcome = await lookUp(config).catch((error: Error) => error.message);
  };
  const { calls } = await record("staging", program, { lookUps: { ...knowing, ...lookUps } });
  return { outcome, calls };
}

test("everybody is asked for once at each vendor that must know them", async () => {
  const { calls } = await outcomeOf({});
  const asked = calls.map(
    ({ token, inputs }) => `${token.split(":")[0]} ${JSON.stringify(inputs)}`,
  );
  expect(asked.filter((call) => call.startsWith("pagerduty"))).toHaveLength(5);
  expect(asked.filter((call) => call.startsWith("slack"))).toHaveLength(2);
});

test("all that is not found is told at once, with its key and the provider's words", async () => {
  const { outcome } = await outcomeOf({
    "cloudflare:index/getZone:getZone": () => refuse("cloudflare", "No zone."),
    "pagerduty:index/getUser:getUser": ({ email }) =>
      email === "ada@example.com" ? refuse("pagerduty", "No user.") : { id: "P" },
  });
  expect(String(outcome).split("\n")).toEqual([
    "The configuration of stack staging names what its vendors did not find:",
    "  - slipway:onCall: nothing was found for ada@example.com. pagerduty says: No user.",
    "  - slipway:zone: nothing was found for example.com. cloudflare says: No zone.",
    "Correct the name, or add what is missing at the vendor, and run it again.",
  ]);
});

/** As the engine tells of a provider's refusal. */
function refuse(provider: string, words: string): never {
  const details = `invocation of ${provider}:index/get:get returned an error: ${words}`;
  throw Object.assign(new Error(details), { details });
}
