import { expect, test } from "vitest";
import {
  channelName,
  collectiveVisionNames,
  hostRoute,
  ownNames,
  pagerdutyServiceName,
  rateLimitNamespace,
  teamNames,
} from "../../infra/naming.ts";

test("Collective Vision's names are those of systems.md", () => {
  expect(collectiveVisionNames("staging")).toEqual({
    worker: "collective-vision-staging",
    database: "collective-vision-staging",
    keyValue: "collective-vision-staging",
    attachments: "cv-attachments-staging",
    queue: "cv-queue-staging",
    deadLetterQueue: "cv-queue-staging-dead-letters",
    embeddings: "cv-feedback-embeddings-staging",
  });
});

test("the team's names tell the environments apart", () => {
  expect(teamNames("staging", "-staging")).toEqual({
    escalationPolicy: "Slipway (staging)",
    primarySchedule: "Slipway primary on call (staging)",
    secondarySchedule: "Slipway secondary on call (staging)",
    usergroup: "On call (staging)",
    usergroupHandle: "on-call-staging",
  });
  expect(pagerdutyServiceName("Collective Vision", "staging")).toBe("Collective Vision (staging)");
});

test.each([
  ["deployments", "", "deployments"],
  ["incidents", "-staging", "incidents-staging"],
] as const)("the channel for %s with suffix %j is %s", (purpose, suffix, name) => {
  expect(channelName(purpose, suffix)).toBe(name);
});

test("a rate limit's namespace is a positive integer of its own for each Worker", () => {
  const namespaces = ["staging", "production"].map((environment) =>
    rateLimitNamespace(collectiveVisionNames(environment).worker),
  );
  expect(namespaces).toEqual(["1717865536", "425413360"]);
});

test("a host's route covers every path", () => {
  expect(hostRoute("feedback.example.com")).toBe("feedback.example.com/*");
});

test.each(["staging", "production"])(
  "no name of %s is longer than its vendor takes",
  (environment) => {
    const names = collectiveVisionNames(environment);
    // A preview URL puts 8 digits and a hyphen before the Worker's name in a DNS label of 63.
    expect(names.worker.length).toBeLessThanOrEqual(63 - 9);
    for (const name of [names.attachments, names.queue, names.deadLetterQueue, names.embeddings]) {
      expect(name).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
    }
  },
);

test.each(Object.entries(collectiveVisionNames("staging")))(
  "%s is known as staging's by its name",
  (_, name) => {
    expect(ownNames.isNameIn("staging", name)).toBe(true);
    expect(ownNames.isNameIn("production", name)).toBe(false);
  },
);

test("the team's and the services' titles are known as their environment's", () => {
  const { usergroupHandle: _, ...titles } = teamNames("staging", "-staging");
  const service = pagerdutyServiceName("Collective Vision", "staging");
  for (const title of [service, ...Object.values(titles)]) {
    expect(ownNames.isTitleIn("staging", title)).toBe(true);
    expect(ownNames.isTitleIn("production", title)).toBe(false);
  }
});

test.each(["staging", "my-cv-staging", "cv-stagings", "collective-visionary-staging", "cvstaging"])(
  "%s is somebody else's name",
  (name) => expect(ownNames.isNameIn("staging", name)).toBe(false),
);
