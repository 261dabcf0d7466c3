import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { projectRoot } from "./bundle.ts";
import type { Migration } from "./dynamic/migration-plan.ts";

/**
 * Reads a Worker's schema, `worker/<name>/migrations/*.sql`, in the order it is applied.
 * @throws {RunError} for a file whose name has no place in that order.
 */
export async function readMigrations(
  worker: string,
  root: string = projectRoot,
): Promise<readonly Migration[]> {
  const folder = join(root, "worker", worker, "migrations");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  refuseBadNames(folder, names);
  return Promise.all(names.map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const sql = await readFile(join(folder, name), "utf8");
  return { name, sha256: createHash("sha256").update(sql).digest("hex"), sql };
}

/** Four digits first: as text, 10 would sort before 2. */
function refuseBadNames(folder: string, names: readonly string[]): void {
  const bad = names.filter((name) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(name));
  const numbers = names.map((name) => name.slice(0, 4));
  const twice = names.filter((name, index) => numbers.indexOf(name.slice(0, 4)) !== index);
  const problems = [
    ...bad.map((name) => `  - ${name} must be named like 0001_create_feedback.sql.`),
    ...twice.map((name) => `  - ${name} has the number of another file.`),
  ];
  if (problems.length === 0) return;
  throw new RunError(`The migrations in ${folder} cannot be put in order:\n${problems.join("\n")}`);
}
