import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { StackEngine } from "../../release/engine.ts";
import { runEngine } from "../../release/engine-process.ts";
import { writeScript } from "../engine/support/executables.ts";
import { useTemporaryDirectory } from "../engine/support/temporary-directory.ts";

/** A stack whose `pulumi` is a script; it notes its arguments in `log`. */
function useEngine(...script: string[]) {
  const directory = useTemporaryDirectory();
  const log = join(directory, "log");
  writeScript(directory, "pulumi", `echo "$*" >> ${log}`, ...script);
  const engine = StackEngine.open("staging", directory, { PATH: `${directory}:/usr/bin:/bin` });
  return { engine, calls: () => readFileSync(log, "utf8").trim().split("\n") };
}

const failed = '{"diagnosticEvent":{"severity":"error","message":"The zone is gone."}}';

test("an update asks nothing, streams events, and is limited to its targets", async () => {
  const { engine, calls } = useEngine(
    `echo '{"summaryEvent":{"resourceChanges":{"same":3}}}'`,
    'test "$SLIPWAY_PINS" = pins',
  );
  const options = { targets: ["urn:a", "urn:b"], environment: { SLIPWAY_PINS: "pins" } };
  expect(await engine.up(options)).toMatchObject({ changes: { same: 3 } });
  expect(calls()).toEqual([
    "up --yes --skip-preview --target urn:a --target urn:b --json --stack staging --non-interactive --color never",
  ]);
});

test.each([
  [[`echo '${failed}'`, "exit 1"], "update-failed", "The zone is gone."],
  [["echo 'error: no stack named staging found' >&2", "exit 1"], "update-failed", "no stack named"],
  [["exit 1"], "update-failed", "The engine gave no reason."],
  [["echo 'the stack is currently locked by 1 lock(s)' >&2", "exit 1"], "locked", "staging"],
] as const)("an engine that does %j is refused as %s", async (script, code, text) => {
  const { engine } = useEngine(...script);
  await expect(engine.up()).rejects.toMatchObject({
    code,
    message: expect.stringContaining(text),
  });
});

test("without an engine on PATH that is what is said", async () => {
  const engine = StackEngine.open("staging", useTemporaryDirectory(), { PATH: "/nowhere" });
  await expect(engine.up()).rejects.toMatchObject({
    code: "environment",
    message: "There is no pulumi on PATH.",
  });
});

/** Says when it is ready, and ends itself some time after so many interrupts. */
const untilInterrupted = (times: number) => [
  "trap 'count=$((count+1)); echo interrupt $count >> interrupts' INT",
  `echo '{"diagnosticEvent":{"severity":"info","message":"ready"}}'`,
  `count=0; while [ $count -lt ${times} ]; do sleep 0.05; done`,
  "sleep 0.2",
  "exit 255",
];
const patient = untilInterrupted(1);

test("an interrupted engine is waited for, and interrupted just once", async () => {
  const directory = useTemporaryDirectory();
  writeScript(directory, "pulumi", ...patient);
  const engine = StackEngine.open("staging", directory, { PATH: `${directory}:/usr/bin:/bin` });
  const controller = new AbortController();
  const onMessage = () => controller.abort();
  await expect(engine.up({}, { onMessage }, controller.signal)).rejects.toMatchObject({
    code: "interrupted",
    message: "The update of staging was interrupted.",
  });
  expect(readFileSync(join(directory, "interrupts"), "utf8")).toBe("interrupt 1\n");
});

test("an engine that waits too long after its interrupt is told to leave at once", async () => {
  const directory = useTemporaryDirectory();
  writeScript(directory, "pulumi", ...untilInterrupted(2));
  const controller = new AbortController();
  const exit = await runEngine(["up"], {
    directory,
    environment: { PATH: `${directory}:/usr/bin:/bin` },
    onLine: () => controller.abort(),
    signal: controller.signal,
    graceMs: 300,
  });
  expect(exit.code).toBe(255);
  expect(readFileSync(join(directory, "interrupts"), "utf8")).toBe("interrupt 1\ninterrupt 2\n");
});

test("an update beyond its deadline is stopped, and that is the reason given", async () => {
  const directory = useTemporaryDirectory();
  writeScript(directory, "pulumi", ...patient);
  const engine = StackEngine.open("staging", directory, { PATH: `${directory}:/usr/bin:/bin` });
  await expect(engine.up({}, {}, AbortSignal.timeout(500))).rejects.toMatchObject({
    code: "interrupted",
    message: "The update of staging took too long and was stopped.",
  });
});

test("outputs are read without secrets unless they are asked for", async () => {
  const { engine, calls } = useEngine(`echo '{'; echo '"release": 1}'`);
  expect(await engine.outputs()).toEqual({ release: 1 });
  await engine.outputs({ showSecrets: true });
  const common = "--stack staging --non-interactive --color never";
  expect(calls()).toEqual([
    `stack output --json ${common}`,
    `stack output --json --show-secrets ${common}`,
  ]);
});
