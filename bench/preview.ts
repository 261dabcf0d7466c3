import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { openLocalShell } from "../cli/local-shell.ts";
import { startCloud } from "../local/cloud.ts";
import { StackEngine } from "../release/engine.ts";
import { createBareProject } from "./bare-project.ts";
import { type Comparison, timePairs } from "./measure.ts";

const execFileAsync = promisify(execFile);
const root = resolve(import.meta.dirname, "..");
const ROUNDS = 5;

/** A warm preview of the whole staging stack against a bare preview of one resource. */
export async function measurePreview(): Promise<Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const cloud = await startCloud({
    dataDirectory: join(folder, "data"),
    port: 0,
    usesVendorPlugins: false,
    projectDirectory: root,
    log: () => {},
  });
  try {
    const { environment } = await openLocalShell(join(folder, "data"), cloud.running, () => {});
    Object.assign(process.env, { PATH: environment.PATH });
    const engine = await StackEngine.open("staging", root, environment);
    await engine.up();
    const bare = await createBareProject(join(folder, "bare"), environment);
    const preview = (cwd: string, stack: string) => () =>
      execFileAsync("pulumi", ["preview", "--stack", stack, "--non-interactive"], {
        cwd,
        env: { ...process.env, ...environment },
      });
    await preview(root, "staging")();
    await preview(bare, "bare")();
    const { oursMs, peerMs, ratio } = await timePairs(
      ROUNDS,
      preview(root, "staging"),
      preview(bare, "bare"),
    );
    return [
      {
        title: "warm preview of the staging stack without changes",
        ours: `${(oursMs / 1000).toFixed(2)} s`,
        peer: `a bare one-resource preview ${(peerMs / 1000).toFixed(2)} s`,
        ratio,
        goal: { atMost: 2 },
      },
    ];
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
