import type { Migration } from "./dynamic/migration-plan.ts";
import { contractOf, isBounded } from "./migration-markers.ts";
import { type ClassifiedStatement, classifyAll, isUnbounded } from "./migration-phases.ts";
import { replayMigrations } from "./migration-replay.ts";
import { type SqlStatement, sqlStatements } from "./sql-statements.ts";

/** What is wrong with a schema's files, a sentence each. */
export interface MigrationFindings {
  /** They are not applied as they are. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

interface MigrationFile {
  readonly name: string;
  readonly statements: readonly SqlStatement[];
  readonly classified: readonly ClassifiedStatement[];
  readonly contractOf: string | undefined;
  readonly isBounded: boolean;
}

/**
 * Holds a schema's files to expand → migrate → contract: what takes something away is a file of its own,
 * marked as such, and names the earlier file that put something in its place.
 */
export function checkMigrations(migrations: readonly Migration[]): MigrationFindings {
  const files = migrations.map(readFile);
  const problems = files.flatMap((file, index) => [
    ...refusedStatements(file),
    ...mixedPhases(file),
    ...wrongContract(file, files.slice(0, index)),
  ]);
  return {
    problems: [...problems, ...replayMigrations(migrations)],
    warnings: files.flatMap(unboundedChanges),
  };
}

function readFile({ name, sql }: Migration): MigrationFile {
  const statements = sqlStatements(sql);
  return {
    name,
    statements,
    classified: classifyAll(statements),
    contractOf: contractOf(sql),
    isBounded: isBounded(sql),
  };
}

function refusedStatements({ name, classified }: MigrationFile): string[] {
  const refused = classified.filter(({ phase }) => phase === "refused");
  return refused.map(({ statement, what }) => `${name}, line ${statement.line}, ${what}.`);
}

function mixedPhases({ name, classified }: MigrationFile): string[] {
  const added = classified.find(({ phase }) => phase === "expand");
  const taken = classified.find(({ phase }) => phase === "contract");
  if (added === undefined || taken === undefined) return [];
  return [
    `${name} adds (line ${added.statement.line} ${added.what}) and takes away (line ${taken.statement.line} ${taken.what}); make it two files, of which the second goes out with a later release.`,
  ];
}

function wrongContract(file: MigrationFile, earlier: readonly MigrationFile[]): string[] {
  const { name, classified, contractOf: marked } = file;
  const taken = classified.filter(({ phase }) => phase === "contract");
  if (marked === undefined) return taken.map((statement) => describeUnmarked(name, statement));
  if (taken.length === 0) {
    return [`${name} is marked as a contract step, but takes nothing away; remove the mark.`];
  }
  const expand = earlier.find((each) => each.name === marked);
  if (expand === undefined) {
    return [`${name} is the contract step of ${marked}, which is no earlier file.`];
  }
  if (expand.classified.some(({ phase }) => phase === "expand")) return [];
  return [`${name} is the contract step of ${marked}, which adds nothing.`];
}

function describeUnmarked(name: string, { statement, what }: ClassifiedStatement): string {
  return (
    `${name}, line ${statement.line}, ${what}; the release that serves, or the one a rollback goes back to, may still need that. ` +
    "When neither does, name the file that put something in its place: -- slipway:contract <file>."
  );
}

/** @see https://developers.cloudflare.com/d1/platform/limits/ a query has 30 s */
function unboundedChanges(file: MigrationFile): string[] {
  if (file.isBounded) return [];
  return file.classified
    .filter(({ statement }) => isUnbounded(statement, file.statements))
    .map(
      ({ statement, what }) =>
        `${file.name}, line ${statement.line}, ${what}, all in one statement: D1 ends it after 30 s and lets nobody else write meanwhile. ` +
        "Do it in parts (WHERE rowid BETWEEN 1 AND 10000, or from the Worker, a few hundred rows at a time). If the table is small, say so: -- slipway:bounded <how many rows>.",
    );
}
