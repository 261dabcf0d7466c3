import fc from "fast-check";
import { expect, test } from "vitest";
import { longWindowRounds, shortWindowRounds } from "../../../release/watch/assessment.ts";
import {
  type Action,
  advance,
  firstState,
  type Observation,
  type WatchPolicy,
} from "../../../release/watch/decision.ts";
import type { Sample } from "../../../release/watch/metrics-source.ts";
import { bad, good, round, slow, times } from "./rounds.ts";

// Proves what a watch does with what it sees, by given observations and by any sequence of them.

const automatic: WatchPolicy = { rollsBack: true, asks: false };

function seen(samples: readonly Sample[]): Observation[] {
  return samples.map((sample) => ({ kind: "round", sample }));
}

function blind(count: number): Observation[] {
  return Array.from({ length: count }, () => ({ kind: "blind", message: "no connection" }));
}

/** The actions after each observation, up to the end; a comparison is answered with `oldVersion`. */
function run(
  observations: readonly Observation[],
  policy: WatchPolicy = automatic,
  oldVersion: "well" | "ill" | "unknown" = "well",
): Action[] {
  const actions: Action[] = [];
  const queue = [...observations];
  let state = firstState;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const step = advance(state, next, policy);
    state = step.state;
    actions.push(step.action);
    if (step.action.kind === "end") break;
    if (step.action.kind === "compare") queue.unshift({ kind: "compared", oldVersion });
  }
  return actions;
}

function endOf(actions: readonly Action[]): string | undefined {
  const last = actions.at(-1);
  return last?.kind === "end" ? last.end.kind : undefined;
}

const thin = round({ errors: 1 });
const deadline: Observation = { kind: "deadline" };
const foreign: Sample = { ...bad, foreignVersions: ["v9"] };

test.each<[string, string | undefined, readonly Observation[]]>([
  ["two bad rounds", undefined, seen(times(2, bad))],
  ["three bad rounds", "roll-back", seen(times(3, bad))],
  [
    "three slow rounds after a long good time",
    "roll-back",
    seen([...times(40, good), ...times(3, slow)]),
  ],
  ["a good time", "finished", [...seen(times(9, good)), deadline]],
  [
    "two bad rounds far apart",
    "finished",
    [...seen([good, bad, good, good, good, good, bad, good]), deadline],
  ],
  ["a high rate for less than a minute", undefined, seen([...times(25, good), ...times(9, thin)])],
  ["a high rate for a minute", "undecided", seen([...times(25, good), ...times(10, thin)])],
  ["three rounds that others answered", "superseded", seen(times(3, foreign))],
  ["others that are gone again", undefined, seen([foreign, foreign, good, foreign, foreign])],
  ["an interruption", "interrupted", [...seen([bad, bad]), { kind: "interrupted" }]],
  ["nothing seen at all", "blind", [...blind(3), deadline]],
  ["nothing seen any more", "blind", [...seen(times(5, good)), ...blind(4), deadline]],
  ["three blind rounds", "finished", [...seen(times(5, good)), ...blind(3), deadline]],
  [
    "bad rounds before and after a long blindness",
    undefined,
    [...seen([bad, bad]), ...blind(4), ...seen([bad])],
  ],
])("after %s the end is %s", (_case, end, observations) => {
  expect(endOf(run(observations))).toBe(end);
});

test("without a rollback, critical is left to people", () => {
  expect(endOf(run(seen(times(3, bad)), { ...automatic, rollsBack: false }))).toBe("critical");
});

test("the fourth blind round in a row is told, and only that one", () => {
  const told = run(blind(9)).map(({ kind }) => kind);
  expect(told.indexOf("tell")).toBe(3);
  expect(told.filter((kind) => kind === "tell")).toHaveLength(1);
});

test("a source that counts no request at all is blind", () => {
  const empty = seen(times(4, round({ requests: 0 })));
  expect(run(empty).at(-1)).toMatchObject({ kind: "tell", alert: { kind: "blind" } });
  expect(endOf(run([...empty, deadline]))).toBe("blind");
});

test("seeing again after a long blindness is told", () => {
  const actions = run([...blind(4), ...seen([good, good])]);
  expect(actions.slice(4)).toEqual([
    { kind: "tell", alert: { kind: "seeing-again" } },
    { kind: "look-again" },
  ]);
});

test("an old version that is ill too is told and not gone back to, then asked again after the long window", () => {
  const actions = run(seen(times(3 + longWindowRounds, bad)), automatic, "ill");
  expect(actions.filter(({ kind }) => kind === "tell")).toHaveLength(2);
  expect(actions.filter(({ kind }) => kind === "compare")).toHaveLength(2);
  expect(endOf(actions)).toBeUndefined();
});

test("an old version that cannot be asked is gone back to", () => {
  expect(endOf(run(seen(times(3, bad)), automatic, "unknown"))).toBe("roll-back");
});

const asking: WatchPolicy = { rollsBack: true, asks: true };
const high = seen([...times(25, good), ...times(4 + shortWindowRounds, thin)]);

test("where somebody is there, high is asked about", () => {
  expect(run(high, asking).at(-1)).toMatchObject({ kind: "ask" });
});

test("what a person leaves alone is not asked about again, and is gone back from when it gets critical", () => {
  const left: Observation = { kind: "answered", choice: "go-on" };
  const rare = seen([good, good, good, thin, good, good, thin]);
  const after = run([...high, left, ...rare], asking).slice(high.length);
  expect(after.filter(({ kind }) => kind !== "look-again")).toEqual([]);
  expect(endOf(run([...high, left, ...seen(times(3, bad))], asking))).toBe("roll-back");
});

test.each([
  ["roll-back", "roll-back"],
  ["stop", "undecided"],
] as const)("the answer %s ends the watch: %s", (choice, end) => {
  expect(endOf(run([...high, { kind: "answered", choice }], asking))).toBe(end);
});

const anySample = fc.record({
  routes: fc
    .record({
      route: fc.constantFrom("/", "/widget.js"),
      requests: fc.integer({ min: 0, max: 9 }),
      share: fc.constantFrom(0, 0, 0.1, 1),
      timeMs: fc.constantFrom(20, 20, 600, 1500, 3000),
    })
    .map(({ route, requests, share, timeMs }) => ({
      route,
      requests,
      errors: Math.round(requests * share),
      timesMs: Array.from({ length: requests }, () => timeMs),
    }))
    .chain((figures) => fc.constant([figures])),
  foreignVersions: fc.constantFrom([], [], [], ["v9"]),
});
const anyObservation: fc.Arbitrary<Observation> = fc.oneof(
  { weight: 8, arbitrary: anySample.map((sample) => ({ kind: "round" as const, sample })) },
  { weight: 1, arbitrary: fc.constant<Observation>({ kind: "blind", message: "no connection" }) },
);
const anyOldVersion = fc.constantFrom("well" as const, "ill" as const, "unknown" as const);

test("any sequence: a rollback only after 20 answers and three bad rounds of the last five that were seen", () => {
  fc.assert(
    fc.property(
      fc.array(anyObservation, { maxLength: 60 }),
      anyOldVersion,
      (seenSo, oldVersion) => {
        const actions = run(seenSo, automatic, oldVersion);
        if (endOf(actions) !== "roll-back") return;
        const looked = actions.filter(({ kind }) => kind !== "compare").length - 1;
        const own = seenSo
          .slice(0, looked + 1)
          .flatMap((each) => (each.kind === "round" ? [each.sample] : []))
          .filter(({ foreignVersions }) => foreignVersions.length === 0);
        const isProven = ["/", "/widget.js"].some((route) => {
          const rounds = own.flatMap(({ routes }) => routes.filter((each) => each.route === route));
          const answers = rounds.reduce((sum, { requests }) => sum + requests, 0);
          const isBad = ({ errors, timesMs }: (typeof rounds)[number]) =>
            errors > 0 || (timesMs[0] ?? 0) > 2000;
          return answers >= 20 && rounds.slice(-5).filter(isBad).length >= 3;
        });
        expect(isProven).toBe(true);
      },
    ),
  );
});

test("any sequence of good and blind rounds ends without a rollback", () => {
  const harmless = fc.constantFrom<Observation>({ kind: "round", sample: good }, ...blind(1));
  fc.assert(
    fc.property(fc.array(harmless, { maxLength: 60 }), (sequence) => {
      expect(run(sequence).every(({ kind }) => kind === "look-again" || kind === "tell")).toBe(
        true,
      );
    }),
  );
});

test("a service that is bad in every third round is compared and rolled back by no phase of it", () => {
  for (const phase of [0, 1, 2]) {
    const flapping = Array.from({ length: 90 }, (_, i) => (i % 3 === phase ? thin : good));
    expect(run(seen(flapping)).some(({ kind }) => kind === "compare")).toBe(false);
  }
});
