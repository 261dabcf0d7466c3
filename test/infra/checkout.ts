import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A checkout of its own, for as long as the test runs. */
export interface Checkout {
  readonly root: string;
  write(files: Readonly<Record<string, string>>): void;
  /** Commits all there is at a time given in UTC, and gives the commit's whole hash. */
  commit(time: string): string;
  git(...args: string[]): string;
}

export function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-infra-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function useCheckout(root: string = useFolder()): Checkout {
  const git = (...args: string[]) => runGit(root, {}, args);
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  const commit = (time: string) => {
    git("add", "--all");
    const dates = { GIT_AUTHOR_DATE: "2020-01-01T00:00:00Z", GIT_COMMITTER_DATE: time };
    runGit(root, dates, ["commit", "--quiet", "--message", "Change"]);
    return git("rev-parse", "HEAD");
  };
  return { root, write, commit, git };
}

/** A checkout with a repository in it. */
export function useRepository(): Checkout {
  const checkout = useCheckout();
  checkout.git("init", "--quiet", "--initial-branch=main");
  return checkout;
}

function runGit(root: string, env: Record<string, string>, args: readonly string[]): string {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  const options = {
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", ...env },
    encoding: "utf8",
  } as const;
  return execFileSync("git", ["-C", root, ...identity, ...args], options).trim();
}
