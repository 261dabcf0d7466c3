import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");

/**
 * A checkout of its own for who edits sources: the project's files as they are now, committed to a
 * new repository, with the installed packages linked in.
 */
export function makeCheckout(): string {
  const checkout = mkdtempSync(join(tmpdir(), "slipway-checkout-"));
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const files = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0");
  for (const file of files.filter(Boolean)) {
    // It may be deleted and not yet committed, or have been somebody's for a moment.
    if (!existsSync(join(root, file))) continue;
    cpSync(join(root, file), join(checkout, file), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: checkout });
  commitAll(checkout, "Begin");
  return checkout;
}

/** Commits everything in a checkout under a fixed author. */
export function commitAll(checkout: string, message: string): void {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: checkout, stdio: "pipe" });
  git("add", "--all");
  git("-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "-qm", message);
}
