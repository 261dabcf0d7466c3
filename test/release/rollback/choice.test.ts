import { expect, test } from "vitest";
import { chooseMove } from "../../../release/rollback/choice.ts";
import { history } from "./support/history.ts";

// Proves which version a Worker goes back to, by its deployments and versions alone.

test.each([
  ["the one before the present one", ["b", "a"], "a", "b"],
  ["not the candidate of a split but the old version", ["a 90, b 10", "a"], "a", "b"],
  ["the old version while the new one is only probed", ["a 100, b 0", "a"], "a", "b"],
  ["past a second version of the same release", ["b2", "b", "a"], "a", "b2"],
  ["the one that served last, not the withdrawn one before it", ["c", "a", "b", "a"], "a", "c"],
  ["past what was never more than a part of the traffic", ["c", "a 99, b 1", "a"], "a", "c"],
  ["the old version after the bad one was brought again", ["b", "a", "b", "a"], "a", "b"],
])("the target is %s", (_title, deployments, target, withdrawn) => {
  expect(chooseMove(history(deployments))).toMatchObject({
    move: { target: { id: target }, withdrawn: { id: withdrawn }, isServing: false },
  });
});

test.each([
  ["once", ["a", "b", "a"], "a", "b"],
  ["once, and the engine has deployed it again", ["a", "a", "b", "a"], "a", "b"],
  ["twice", ["a", "b", "c", "b", "a"], "a", "c"],
])("a Worker that went back %s stays where it is", (_title, deployments, target, withdrawn) => {
  expect(chooseMove(history(deployments))).toMatchObject({
    move: { target: { id: target }, withdrawn: { id: withdrawn }, isServing: true },
  });
});

test.each([
  ["a release", "ra", "a"],
  ["the version of a release that served, not a later one of it", "rb", "b"],
  ["a version by its id", "c0ffee00-1111", "c0ffee00-1111"],
  ["a version by the start of its id", "c0ffee00", "c0ffee00-1111"],
])("%s can be named", (_title, to, target) => {
  const past = history(["d", "b", "a"], { versions: "a b b2 c0ffee00-1111 d" });
  expect(chooseMove(past, to)).toMatchObject({ kind: "move", move: { target: { id: target } } });
});

test.each([
  ["rollback", ["b", "a"], undefined, "b", "b"],
  ["second rollback", ["b", "c", "b", "a"], "ra", "b", "c"],
  ["way forward again", ["b", "c", "b"], "rc", "b", "c"],
  ["finished rollback", ["a", "b", "a"], undefined, "b", "b"],
])(
  "a %s knows what it replaces, and which code is withdrawn",
  (_title, deployments, to, replaced, withdrawn) => {
    expect(chooseMove(history(deployments), to)).toMatchObject({
      move: { replaced: { id: replaced }, withdrawn: { id: withdrawn } },
    });
  },
);

test("a release can be named by its commit", () => {
  const [newest, ...older] = history(["b", "a"]).versions;
  const versions = [
    newest,
    ...older.map((each) => ({ ...each, release: "1a2b3c4-20261121095712" })),
  ];
  const past = { ...history(["b", "a"]), versions: versions.filter((each) => each !== undefined) };
  expect(chooseMove(past, "1a2b3c4")).toMatchObject({ move: { target: { id: "a" } } });
});

test("a named version that has all traffic is serving, one that has a part is not", () => {
  expect(chooseMove(history(["a", "b"]), "ra")).toMatchObject({ move: { isServing: true } });
  expect(chooseMove(history(["a 100, b 0", "a"]), "ra")).toMatchObject({
    move: { isServing: false },
  });
});

test.each([
  ["nothing was ever deployed", history([]), undefined, "api has no deployment: nothing serves."],
  [
    "there was one release only",
    history(["a2", "a"]),
    undefined,
    "api has no release before ra to go back to.",
  ],
  [
    "the version before is not kept any more",
    history(["b", "a"], { versions: "b" }),
    undefined,
    "api: version a, which served before, is not one of the 100 newest, and Cloudflare deploys no older one.",
  ],
  [
    "the release is unknown",
    history(["b", "a"]),
    "rx",
    "api: there is no release rx. There are: rb, ra.",
  ],
  [
    "the release was deployed too long ago",
    history(["c", "b"], { versions: "b c", message: "Release ra" }),
    "ra",
    "api: release ra is older than the 100 versions that Cloudflare deploys. There are: rc, rb.",
  ],
])("it is refused when %s", (_title, past, to, reason) => {
  expect(chooseMove(past, to)).toMatchObject({ reason });
});

test("an empty name is not that of a version without a release", () => {
  const past = history(["b", "a"]);
  const untagged = past.versions.map((each) => ({ ...each, release: "" }));
  expect(chooseMove({ ...past, versions: untagged }, "")).toMatchObject({ kind: "refused" });
});
