import { contractOf } from "../migration-markers.ts";

/** One file of a schema, as it is in the checkout. */
export interface Migration {
  /** The file's name, such as `0001_create_feedback.sql`; names sort in the order they are applied. */
  readonly name: string;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
  readonly sql: string;
}

/** One file that a database has had. */
export interface AppliedMigration {
  readonly name: string;
  /** Absent for a file that another tool applied: the journal it shares with us has no digest. */
  readonly sha256?: string;
}

/** Says that the files and the database disagree; nothing was applied. */
class MigrationConflict extends Error {
  override readonly name = "MigrationConflict";
}

/**
 * The files still to apply, in order.
 * @throws {MigrationConflict} when an applied file was edited or is gone, or a new one sorts before it.
 */
export function pendingMigrations(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const conflict = findConflict(migrations, applied);
  if (conflict !== undefined) throw new MigrationConflict(conflict);
  const done = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}

/** Why the files cannot follow what was applied, in one sentence with what to do; undefined when they can. */
export function findConflict(
  migrations: readonly Pick<Migration, "name" | "sha256">[],
  applied: readonly AppliedMigration[],
): string | undefined {
  const files = new Map(migrations.map((migration) => [migration.name, migration]));
  const last = applied
    .map(({ name }) => name)
    .sort()
    .at(-1);
  for (const { name, sha256 } of applied) {
    const file = files.get(name);
    if (file === undefined) {
      return `The migration ${name} was applied, but its file is gone. Put the file back, and undo it by a new migration.`;
    }
    if (sha256 !== undefined && sha256 !== file.sha256) {
      return `The migration ${name} was edited after it was applied. Put its text back, and make the change by a new migration.`;
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  const late = migrations.find(({ name }) => !done.has(name) && last !== undefined && name < last);
  if (late === undefined) return undefined;
  return `The new migration ${late.name} sorts before ${last}, which was applied. Give it a name that sorts last.`;
}

/**
 * Why a file that takes something away comes too early: it and the file that put something in its place
 * are both new to the database, so no release has run on what lies between. A database that has had
 * nothing yet has no release that could need it.
 */
export function findEarlyContract(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): string | undefined {
  if (applied.length === 0) return undefined;
  const done = new Set(applied.map(({ name }) => name));
  for (const migration of migrations) {
    const expand = contractOf(migration.sql);
    if (done.has(migration.name) || expand === undefined || done.has(expand)) continue;
    return `The migration ${migration.name} takes away what ${expand} replaces, and no release has had ${expand} yet. Deploy without ${migration.name} first, and with it when that release is the one a rollback goes back to.`;
  }
  return undefined;
}
