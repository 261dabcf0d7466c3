import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { projectRoot } from "./bundle.ts";
import type { Migration } from "./dynamic/migration-plan.ts";
import { checkMigrations } from "./migration-rules.ts";

/**
 * Reads a Worker's schema, `worker/<name>/migrations/*.sql`, in the order it is applied, and warns of
 * statements that may take too long.
 * @throws {pulumi.RunError} naming every problem: of the names, the order of steps, the SQL.
 */
export async function readMigrations(
  worker: string,
  root: string = projectRoot,
): Promise<readonly Migration[]> {
  const folder = join(root, "worker", worker, "migrations");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const migrations = await Promise.all(names.map((name) => readMigration(folder, name)));
  const { problems, warnings } = checkMigrations(migrations);
  refuse(folder, [...nameProblems(names), ...problems]);
  for (const warning of warnings) void pulumi.log.warn(warning);
  return migrations;
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const sql = await readFile(join(folder, name), "utf8");
  return { name, sha256: createHash("sha256").update(sql).digest("hex"), sql };
}

/** Four digits first: as text, 10 would sort before 2. */
function nameProblems(names: readonly string[]): string[] {
  const bad = names.filter((name) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(name));
  const numbers = names.map((name) => name.slice(0, 4));
  const twice = names.filter((name, index) => numbers.indexOf(name.slice(0, 4)) !== index);
  return [
    ...bad.map((name) => `${name} must be named like 0001_create_feedback.sql.`),
    ...twice.map((name) => `${name} has the number of another file.`),
  ];
}

function refuse(folder: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map((problem) => `  - ${problem}`);
  throw new pulumi.RunError([`The migrations in ${folder} have ${count}:`, ...lines].join("\n"));
}
