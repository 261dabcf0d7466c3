import { expect, test } from "vitest";
import { collectiveVisionNames, teamNames } from "../../../infra/naming.ts";
import { claimsEnvironment, hostOfPattern, isTitledFor } from "../../../release/drift/ownership.ts";

// Proves that no name the program makes is a stranger's to the check, and no other environment's is ours.

test.each(Object.entries(collectiveVisionNames("staging")))(
  "%s is known as staging's",
  (_, name) => {
    expect(claimsEnvironment(name, "staging")).toBe(true);
    expect(claimsEnvironment(name, "production")).toBe(false);
  },
);

test("the team's titles are known as their environment's", () => {
  const { usergroupHandle: _, ...titles } = teamNames("staging", "-staging");
  for (const title of Object.values(titles)) expect(isTitledFor(title, "staging")).toBe(true);
});

test.each(["staging", "my-cv-staging", "cv-stagings", "collective-visionary-staging", "cvstaging"])(
  "%s is somebody else's",
  (name) => expect(claimsEnvironment(name, "staging")).toBe(false),
);

test.each([
  ["feedback.example.com/*", "feedback.example.com"],
  ["feedback.example.com/admin/*", "feedback.example.com"],
  ["*.example.com/*", "example.com"],
  ["feedback.example.com", "feedback.example.com"],
])("the route %s is on %s", (pattern, host) => expect(hostOfPattern(pattern)).toBe(host));
