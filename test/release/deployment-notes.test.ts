import { expect, test } from "vitest";
import { deploymentNotes, notesVariable } from "../../release/deployment-notes.ts";

// Proves that what a deployment notes reaches the program that it starts, and nothing else does.

const notes = {
  exception: {
    kind: "emergency",
    skipped: ["window"],
    by: "ada",
    approver: "chen-wei",
    reason: "checkout is down for everybody",
  },
  bookmarks: [{ databaseId: "u1", databaseName: "shop", bookmark: "b1" }],
} as const;

test("notes are read as they were written, without what is no note", () => {
  const plan = { release: "r1", changes: {} };
  expect(deploymentNotes(notesVariable({ ...notes, ...{ plan } }))).toEqual(notes);
});

test.each([
  ["no notes", {}],
  ["an empty variable", { SLIPWAY_DEPLOYMENT_NOTES: "" }],
  ["what is no JSON", { SLIPWAY_DEPLOYMENT_NOTES: "{" }],
  ["notes of another form", { SLIPWAY_DEPLOYMENT_NOTES: '{"bookmarks":"b1"}' }],
])("%s means that nothing was noted", (_title, env) => {
  expect(deploymentNotes(env)).toEqual({});
});
