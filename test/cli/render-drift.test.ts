import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { describeDrift } from "../../cli/render-drift.ts";

test("what a vendor said in several lines stays under its object", () => {
  const lines = describeDrift({
    stack: "staging",
    isUnreadable: false,
    inSync: [],
    findings: [
      {
        verdict: "cannot-tell",
        kind: "check",
        object: "refresh",
        stack: "staging",
        changes: [],
        note: "Preview failed: fetch failed\npreview failed",
        remedies: [],
      },
    ],
  });
  expect(lines.map(stripVTControlCharacters)).toEqual([
    "! staging: 1 cannot tell, 0 in sync.",
    "  cannot tell check refresh",
    "      Preview failed: fetch failed",
    "      preview failed",
  ]);
});
