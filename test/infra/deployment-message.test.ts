import { expect, test } from "vitest";
import { deploymentMessage } from "../../infra/deployment-message.ts";

const base = "Release 1";
const own = [{ versionId: "declared", percentage: 100 }];
const other = [{ versionId: "99999999-other", percentage: 100 }];

function message(
  live: { shares: typeof own; message?: string } | undefined,
  lastVersionId = "declared",
) {
  return deploymentMessage(base, "declared", {
    lastVersionId,
    live: live && { id: "dddddddd-0000", message: "by hand", ...live },
  });
}

test.each([
  { what: "nothing serves or can be read", live: undefined },
  { what: "the declared version serves", live: { shares: own, message: base } },
  { what: "somebody deployed the declared version", live: { shares: own } },
])("it is the release's own where $what", ({ live }) => {
  expect(message(live)).toBe(base);
});

test("another version's traffic is in it, so that it is a change", () => {
  expect(message({ shares: other })).toBe(
    "Release 1, restored over 99999999 100 % of deployment dddddddd",
  );
});

test("it stays what it became once the traffic is restored", () => {
  const restored = message({ shares: other });
  expect(message({ shares: own, message: restored })).toBe(restored);
});

test("a new version has its own, whatever serves before it", () => {
  expect(message({ shares: other }, "the-version-before")).toBe(base);
});
