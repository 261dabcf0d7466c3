import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs the Workers' tests of an earlier commit, code and expectations, on the schema of this checkout:
 * while traffic moves and after a rollback, that is what users have. Without a commit it is the one
 * before the newest migration.
 */

const root = join(import.meta.dirname, "..");
const migrations = "worker/collective-vision/migrations";
/** They look at the files of migrations, which are not the earlier commit's. */
const ownTestsOfSchema = "**/migrations.test.ts";

const base = process.argv[2] ?? beforeNewestMigration();
if (base === undefined || !differsFrom(base)) {
  console.log(`The schema is that of ${base ?? "the first commit"}: there is nothing to prove.`);
} else {
  process.exitCode = testOnThisSchema(base);
}

function differsFrom(commit: string): boolean {
  const changed = git("diff", "--name-only", commit, "--", migrations);
  const added = git("ls-files", "--others", "--exclude-standard", "--", migrations);
  return changed !== "" || added !== "";
}

function beforeNewestMigration(): string | undefined {
  const added = git("log", "-1", "--diff-filter=A", "--format=%H", "--", migrations);
  const [, parent] = git("rev-list", "--parents", "-1", added || "HEAD").split(" ");
  const isThere = parent !== undefined && git("ls-tree", parent, "--", migrations) !== "";
  return isThere ? parent : undefined;
}

/** @returns the exit code. */
function testOnThisSchema(commit: string): number {
  const checkout = mkdtempSync(join(tmpdir(), "slipway-compatibility-"));
  try {
    const archive = execFileSync("git", ["archive", commit], {
      cwd: root,
      maxBuffer: 256 * 1024 * 1024,
    });
    execFileSync("tar", ["-x", "-C", checkout], { input: archive });
    rmSync(join(checkout, migrations), { recursive: true, force: true });
    cpSync(join(root, migrations), join(checkout, migrations), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
    console.log(`The Workers of ${commit.slice(0, 7)} on the schema of this checkout:`);
    const args = ["run", "--project", "worker", "--exclude", ownTestsOfSchema];
    const vitest = join(root, "node_modules", ".bin", "vitest");
    const { status } = spawnSync(vitest, args, { cwd: checkout, stdio: "inherit" });
    return status ?? 1;
  } finally {
    rmSync(checkout, { recursive: true, force: true });
  }
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}
