import { stackConfig } from "./program.ts";

/** Keys of a stack's configuration, as the engine hands them over; undefined: not set. */
export type Change = Record<string, string | undefined>;

/** A group of the committed production stack with some of its keys changed. */
export function group(key: string, change: Record<string, unknown>): Change {
  const name = `slipway:${key}`;
  return {
    [name]: JSON.stringify({ ...JSON.parse(stackConfig("production")[name] ?? ""), ...change }),
  };
}

/** Changes that make production's configuration bad in one way each, and what is said of them. */
export const badConfigurations: readonly [title: string, change: Change, sentence: string][] = [
  [
    "a missing secret",
    { "slipway:stripeSecretKey": undefined },
    "slipway:stripeSecretKey is missing; it must be a Stripe secret key.",
  ],
  [
    "a missing value",
    { "slipway:accountId": undefined },
    "slipway:accountId is missing; it must be a Cloudflare account id of 32 lower-case hex digits.",
  ],
  [
    "a missing value in a group",
    group("onCall", { cto: undefined }),
    "slipway:onCall.cto is missing; it must be an e-mail address.",
  ],
  [
    "a missing group",
    { "slipway:rollout": undefined },
    "slipway:rollout is missing; it must be an object with steps, bakeSeconds.",
  ],
  [
    "a misspelt key",
    { "slipway:zonee": "example.com" },
    "slipway:zonee is not a key of this program. Did you mean slipway:zone?",
  ],
  [
    "an unknown key like no other",
    { "slipway:webhook": "x" },
    "slipway:webhook is not a key of this program.",
  ],
  [
    "an unknown key in a group",
    group("collectiveVision", { hots: "x" }),
    "slipway:collectiveVision.hots is not a key of this program.",
  ],
  [
    "an account id in capitals",
    { "slipway:accountId": "10CA1C10AD0000000000000000000001" },
    'slipway:accountId is "10CA1C10AD0000000000000000000001"; it must be a Cloudflare account id of 32 lower-case hex digits.',
  ],
  [
    "a text where there must be a group",
    { "slipway:onCall": "ada@example.com" },
    'slipway:onCall is "ada@example.com"; it must be an object with urgency, timeZone, primary, secondary, teamLead, engineeringManager, cto.',
  ],
  [
    "a text where there must be true or false",
    group("collectiveVision", { stripeLive: "yes" }),
    'slipway:collectiveVision.stripeLive is "yes"; it must be true or false.',
  ],
  [
    "an unknown log level",
    group("collectiveVision", { logLevel: "verbose" }),
    'slipway:collectiveVision.logLevel is "verbose"; it must be one of debug, info, warn, error.',
  ],
  [
    "an unknown system",
    { "slipway:systems": '["collective-vision","blog"]' },
    'slipway:systems[1] is "blog"; it must be one of collective-vision.',
  ],
  [
    "a system named twice",
    { "slipway:systems": '["collective-vision","collective-vision"]' },
    'slipway:systems is ["collective-vision","collective-vision"]; it must be a list of systems without repeats.',
  ],
  [
    "a host outside the zone",
    group("collectiveVision", { host: "feedback.example.org" }),
    'slipway:collectiveVision.host is "feedback.example.org"; it must be in slipway:zone, "example.com".',
  ],
  [
    "a waiting time beyond GitHub's 30 days",
    group("delivery", { waitMinutes: 43_201 }),
    "slipway:delivery.waitMinutes is 43201; it must be a whole number of minutes from 0 to 43200.",
  ],
  [
    "more reviewers than GitHub takes",
    group("delivery", { reviewers: ["a", "b", "c", "d", "e", "f", "g"] }),
    'slipway:delivery.reviewers is ["a","b","c","d","e","f","g"]; it must be at most 6 GitHub logins.',
  ],
  [
    "nothing that may be deployed",
    group("delivery", { branches: [], tags: [] }),
    "slipway:delivery.branches is []; it must name what may be deployed where there are no tags.",
  ],
  [
    "nobody on call",
    group("onCall", { primary: [] }),
    "slipway:onCall.primary is []; it must be at least one e-mail address.",
  ],
  [
    "a person without an address",
    group("onCall", { secondary: ["ben"] }),
    'slipway:onCall.secondary[0] is "ben"; it must be an e-mail address.',
  ],
  [
    "a time zone that is nowhere",
    group("onCall", { timeZone: "Europe/Atlantis" }),
    'slipway:onCall.timeZone is "Europe/Atlantis"; it must be a time zone such as Europe/Lisbon.',
  ],
  [
    "a first step of nothing",
    group("rollout", { steps: [0, 50] }),
    "slipway:rollout.steps[0] is 0; it must be a percentage from 0.01 to 99.99.",
  ],
  [
    "steps that go down",
    group("rollout", { steps: [10, 5] }),
    "slipway:rollout.steps is [10,5]; it must be percentages in ascending order.",
  ],
  [
    "steps that nobody watches",
    group("rollout", { steps: [10], bakeSeconds: 0 }),
    "slipway:rollout.bakeSeconds is 0; it must be at least 1 second where there are steps.",
  ],
  [
    "a day of no week",
    group("deployWindow", { days: ["tue", "someday"] }),
    'slipway:deployWindow.days[1] is "someday"; it must be one of mon, tue, wed, thu, fri, sat, sun.',
  ],
  [
    "a window without a day",
    group("deployWindow", { days: [] }),
    "slipway:deployWindow.days is []; it must be at least one of mon, tue, wed, thu, fri, sat, sun, without repeats.",
  ],
  [
    "a day named twice",
    group("deployWindow", { days: ["tue", "tue"] }),
    'slipway:deployWindow.days is ["tue","tue"]; it must be at least one of mon, tue, wed, thu, fri, sat, sun, without repeats.',
  ],
  [
    "a time that no clock shows",
    group("deployWindow", { from: "9:60" }),
    'slipway:deployWindow.from is "9:60"; it must be a time from 00:00 to 24:00 such as 16:00.',
  ],
  [
    "a window that ends when it begins",
    group("deployWindow", { from: "16:00" }),
    'slipway:deployWindow.to is "16:00"; it must be later than from.',
  ],
  [
    "a window on clocks that are nowhere",
    group("deployWindow", { timeZone: "Lisbon" }),
    'slipway:deployWindow.timeZone is "Lisbon"; it must be a time zone such as Europe/Lisbon.',
  ],
  [
    "a holiday on no day of the calendar",
    group("deployWindow", { holidays: ["2026-02-30"] }),
    'slipway:deployWindow.holidays[0] is "2026-02-30"; it must be a date such as 2026-12-25.',
  ],
  [
    "a holiday named twice",
    group("deployWindow", { holidays: ["2026-12-25", "2026-12-25"] }),
    'slipway:deployWindow.holidays is ["2026-12-25","2026-12-25"]; it must be a list of dates without repeats.',
  ],
  [
    "a missing window",
    { "slipway:deployWindow": undefined },
    "slipway:deployWindow is missing; it must be an object with days, from, to, timeZone, holidays.",
  ],
  [
    "a stack that is promoted from itself",
    { "slipway:promotedFrom": "production" },
    'slipway:promotedFrom is "production"; it must be another stack than this one.',
  ],
  [
    "an events address in the open",
    { "slipway:pagerdutyEventsUrl": "http://events.example.com" },
    `slipway:pagerdutyEventsUrl is "http://events.example.com"; it must be PagerDuty's address for events: an https URL, or an http URL on a loopback host.`,
  ],
  [
    "a webhook that is no URL, without repeating it",
    { "slipway:slackWebhookUrl": "hooks.slack.com/T/B/secret" },
    "slipway:slackWebhookUrl has a value that cannot be used; it must be a Slack incoming webhook: an https URL, or an http URL on a loopback host.",
  ],
  [
    "a test key where payments are real, without repeating it",
    { "slipway:stripeSecretKey": "sk_test_4242" },
    "slipway:stripeSecretKey has a value that cannot be used; it must start with sk_live_ or rk_live_ where slipway:collectiveVision.stripeLive is true.",
  ],
  [
    "an empty secret",
    { "slipway:stripeSecretKey": "" },
    "slipway:stripeSecretKey has a value that cannot be used; it must be a Stripe secret key.",
  ],
  [
    "a secret that was never filled in, without repeating it",
    { "slipway:stripeSecretKey": "sk_live_changeme" },
    "slipway:stripeSecretKey holds a placeholder; it must be a value of your own, not a placeholder.",
  ],
  [
    "a webhook out of the vendor's documentation",
    {
      "slipway:slackWebhookUrl":
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    },
    "slipway:slackWebhookUrl holds a placeholder; it must be a value of your own, not a placeholder.",
  ],
  [
    "a token in angle brackets",
    { "slipway:cloudflareDeployToken": "<token>" },
    "slipway:cloudflareDeployToken holds a placeholder; it must be a value of your own, not a placeholder.",
  ],
  [
    "an owner out of a tutorial",
    { "slipway:githubOwner": "your-org" },
    'slipway:githubOwner is "your-org"; it must be a value of your own, not a placeholder.',
  ],
  [
    "an account id of zeros",
    { "slipway:accountId": "0".repeat(32) },
    'slipway:accountId is "00000000000000000000000000000000"; it must be a value of your own, not a placeholder.',
  ],
  [
    "an account id that is cut off",
    { "slipway:accountId": "10ca1c10ad000000000000000000001" },
    'slipway:accountId is "10ca1c10ad000000000000000000001"; it must be a Cloudflare account id of 32 lower-case hex digits.',
  ],
  [
    "an address where there must be a zone",
    { "slipway:zone": "https://example.com" },
    'slipway:zone is "https://example.com"; it must be a host name such as example.com.',
  ],
  [
    "a place that has no data",
    { "slipway:dataLocation": "eu" },
    'slipway:dataLocation is "eu"; it must be one of wnam, enam, weur, eeur, apac, oc.',
  ],
  [
    "an owner with a repository",
    { "slipway:githubOwner": "acme/widgets" },
    'slipway:githubOwner is "acme/widgets"; it must be a GitHub login.',
  ],
  [
    "a repository with its owner",
    { "slipway:githubRepository": "acme/widgets" },
    'slipway:githubRepository is "acme/widgets"; it must be a repository name without its owner.',
  ],
  [
    "a stack of nothing",
    { "slipway:systems": "[]" },
    "slipway:systems is []; it must be at least one system.",
  ],
  [
    "a text where there must be a list",
    { "slipway:systems": "collective-vision" },
    'slipway:systems is "collective-vision"; it must be a list of systems.',
  ],
  [
    "a host that only ends like the zone",
    group("collectiveVision", { host: "feedback-example.com" }),
    'slipway:collectiveVision.host is "feedback-example.com"; it must be in slipway:zone, "example.com".',
  ],
  [
    "a text where there must be yes or no",
    group("delivery", { ownsRepository: "true" }),
    'slipway:delivery.ownsRepository is "true"; it must be true or false.',
  ],
  [
    "a number where there must be yes or no",
    group("delivery", { preventSelfReview: 1 }),
    "slipway:delivery.preventSelfReview is 1; it must be true or false.",
  ],
  [
    "a branch named twice",
    group("delivery", { branches: ["main", "main"] }),
    'slipway:delivery.branches is ["main","main"]; it must be a list of branch patterns without repeats.',
  ],
  [
    "a tag pattern that no tag can have",
    group("delivery", { tags: ["v* "] }),
    'slipway:delivery.tags[0] is "v* "; it must be a branch or tag pattern such as v*.',
  ],
  [
    "a reviewer by an e-mail address",
    group("delivery", { reviewers: ["chen@example.com"] }),
    'slipway:delivery.reviewers[0] is "chen@example.com"; it must be a GitHub login.',
  ],
  [
    "a waiting time below nothing",
    group("delivery", { waitMinutes: -1 }),
    "slipway:delivery.waitMinutes is -1; it must be a whole number of minutes from 0 to 43200.",
  ],
  [
    "a waiting time in parts of a minute",
    group("delivery", { waitMinutes: 1.5 }),
    "slipway:delivery.waitMinutes is 1.5; it must be a whole number of minutes from 0 to 43200.",
  ],
  [
    "a waiting time with its unit",
    group("delivery", { waitMinutes: "5 min" }),
    'slipway:delivery.waitMinutes is "5 min"; it must be a whole number of minutes from 0 to 43200.',
  ],
  [
    "an urgency between the two",
    group("onCall", { urgency: "medium" }),
    'slipway:onCall.urgency is "medium"; it must be one of low, high.',
  ],
  [
    "a level of the escalation that is nobody",
    group("onCall", { teamLead: null }),
    "slipway:onCall.teamLead is null; it must be an e-mail address.",
  ],
  [
    "one person where there must be a list",
    group("onCall", { primary: "ada@example.com" }),
    'slipway:onCall.primary is "ada@example.com"; it must be a list of e-mail addresses.',
  ],
  [
    "a suffix that would run into the channel's name",
    { "slipway:channelSuffix": "staging" },
    'slipway:channelSuffix is "staging"; it must be empty, or `-` and lower-case letters, digits or `-`.',
  ],
  [
    "a suffix in capitals, which Slack has not",
    { "slipway:channelSuffix": "-Staging" },
    'slipway:channelSuffix is "-Staging"; it must be empty, or `-` and lower-case letters, digits or `-`.',
  ],
  [
    "a step of everything",
    group("rollout", { steps: [10, 100] }),
    "slipway:rollout.steps[1] is 100; it must be a percentage from 0.01 to 99.99.",
  ],
  [
    "a step as a text",
    group("rollout", { steps: ["10%"] }),
    'slipway:rollout.steps[0] is "10%"; it must be a percentage from 0.01 to 99.99.',
  ],
  [
    "one step where there must be a list",
    group("rollout", { steps: 10 }),
    "slipway:rollout.steps is 10; it must be a list of percentages.",
  ],
  [
    "a step that is taken twice",
    group("rollout", { steps: [10, 10] }),
    "slipway:rollout.steps is [10,10]; it must be percentages in ascending order.",
  ],
  [
    "a watch of more than a day",
    group("rollout", { bakeSeconds: 86_401 }),
    "slipway:rollout.bakeSeconds is 86401; it must be a whole number of seconds from 0 to 86400.",
  ],
  [
    "a group that is no JSON",
    { "slipway:rollout": '{"steps":[1,' },
    String.raw`slipway:rollout is "{\"steps\":[1,"; it must be an object with steps, bakeSeconds.`,
  ],
  [
    "a list where there must be a group",
    { "slipway:rollout": "[1,10,50]" },
    "slipway:rollout is [1,10,50]; it must be an object with steps, bakeSeconds.",
  ],
  [
    "a time after midnight of the next day",
    group("deployWindow", { to: "24:30" }),
    'slipway:deployWindow.to is "24:30"; it must be a time from 00:00 to 24:00 such as 16:00.',
  ],
  [
    "a key of the window that is not known",
    group("deployWindow", { until: "17:00" }),
    "slipway:deployWindow.until is not a key of this program.",
  ],
  [
    "a predecessor that no stack can be",
    { "slipway:promotedFrom": "Staging 2" },
    'slipway:promotedFrom is "Staging 2"; it must be a stack\'s name: a lower-case letter and up to 19 lower-case letters, digits or `-`.',
  ],
  [
    "an events address that is none",
    { "slipway:pagerdutyEventsUrl": "events.pagerduty.com" },
    `slipway:pagerdutyEventsUrl is "events.pagerduty.com"; it must be PagerDuty's address for events: an https URL, or an http URL on a loopback host.`,
  ],
  [
    "a webhook in the open, without repeating it",
    { "slipway:slackWebhookUrl": "http://hooks.slack.com/services/T/B/secret" },
    "slipway:slackWebhookUrl has a value that cannot be used; it must be a Slack incoming webhook: an https URL, or an http URL on a loopback host.",
  ],
];
