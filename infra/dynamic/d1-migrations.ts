import type { dynamic } from "@pulumi/pulumi";
import { type CloudflareApi, CloudflareApiError, cloudflareApi } from "../../release/rollout.ts";
import { type MigrationJournal, migrationJournal } from "./migration-journal.ts";
import {
  type AppliedMigration,
  findConflict,
  findEarlyContract,
  type Migration,
  pendingMigrations,
} from "./migration-plan.ts";

export interface D1MigrationsInputs {
  readonly accountId: string;
  readonly databaseId: string;
  /** In the order they are applied. */
  readonly migrations: readonly Migration[];
}

export interface D1MigrationsOutputs extends D1MigrationsInputs {
  /** What the database has had, oldest first. */
  readonly applied: readonly AppliedMigration[];
}

type MigrationsProvider = Required<
  Omit<dynamic.ResourceProvider<D1MigrationsInputs, D1MigrationsOutputs>, "configure">
>;

/** A database's schema as a resource: creating and updating it applies what is missing. */
export function d1MigrationsProvider(
  connect: () => CloudflareApi = cloudflareApi,
  pause?: (milliseconds: number) => Promise<unknown>,
): MigrationsProvider {
  const journalOf = ({ accountId, databaseId }: D1MigrationsInputs) =>
    migrationJournal(connect(), accountId, databaseId, pause);

  const migrate = async (inputs: D1MigrationsInputs): Promise<D1MigrationsOutputs> => ({
    ...inputs,
    applied: await applyMigrations(journalOf(inputs), inputs.migrations),
  });

  return {
    /** Refuses an edited file, or a step that comes too early, in the preview already, by what the last run knew. */
    async check(olds, news) {
      const known = olds?.databaseId === news.databaseId ? (olds.migrations ?? []) : [];
      const reason =
        findConflict(news.migrations, known) ?? findEarlyContract(news.migrations, known);
      // Of no property: the engine would print the property's value, every file of it.
      const failures = reason === undefined ? [] : [{ property: "", reason }];
      return { inputs: news, failures };
    },

    create: async (inputs) => ({ id: inputs.databaseId, outs: await migrate(inputs) }),

    async read(id, props) {
      if (props === undefined) return { id };
      try {
        return { id, props: { ...props, applied: await journalOf(props).read() } };
      } catch (error) {
        if (error instanceof CloudflareApiError && error.status === 404) return { id: "" };
        throw error;
      }
    },

    async diff(_id, olds, news) {
      const replaces = olds.databaseId === news.databaseId ? [] : ["databaseId"];
      const isBehind = !isSame(olds.applied ?? [], news.migrations);
      return { changes: isBehind || replaces.length > 0, replaces };
    },

    update: async (_id, _olds, news) => ({ outs: await migrate(news) }),

    /** A schema goes with its database. */
    delete: async () => {},
  };
}

export const provider = d1MigrationsProvider();

/**
 * Applies the files that are missing, one transaction each, and stops at the first that fails. Where the
 * database has had files before, the way back is noted first.
 * @returns what the database has had, all files of it.
 */
async function applyMigrations(
  journal: MigrationJournal,
  migrations: readonly Migration[],
): Promise<readonly AppliedMigration[]> {
  await journal.prepare();
  const before = await journal.read();
  const pending = pendingMigrations(migrations, before);
  const undigested = new Set(before.filter(({ sha256 }) => !sha256).map(({ name }) => name));
  await journal.noteDigests(migrations.filter(({ name }) => undigested.has(name)));
  const bookmark = before.length > 0 && pending.length > 0 ? await journal.bookmark() : undefined;
  for (const [index, migration] of pending.entries()) {
    await journal.apply(migration).catch(async (error: unknown) => {
      const failure = describeFailure(error, migrations, pending.slice(index));
      const wayBack = bookmark === undefined ? [] : [await describeWayBack(journal, bookmark)];
      throw new Error([failure, ...wayBack].join("\n"), { cause: error });
    });
  }
  return migrations.map(({ name, sha256 }) => ({ name, sha256 }));
}

function describeFailure(
  error: unknown,
  migrations: readonly Migration[],
  left: readonly Migration[],
): string {
  const [failed, ...rest] = left.map(({ name }) => name);
  const done = migrations.slice(0, migrations.length - left.length).map(({ name }) => name);
  const reason = error instanceof Error ? error.message : String(error);
  return [
    `The migration ${failed} failed: ${reason}`,
    `Nothing of it was applied. Applied: ${listNames(done)}. Not tried: ${listNames(rest)}.`,
    "The Worker was not deployed. If the file is at fault, correct it; then run again.",
  ].join("\n");
}

async function describeWayBack(journal: MigrationJournal, bookmark: string): Promise<string> {
  const name = await journal.databaseName().catch(() => "<database>");
  return `Before this run the database was at bookmark ${bookmark}. To go back there, and lose what was written since: npx wrangler d1 time-travel restore ${name} --bookmark=${bookmark}`;
}

function listNames(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

/** The order does not count: another tool may have applied files in its own. */
function isSame(applied: readonly AppliedMigration[], migrations: readonly Migration[]): boolean {
  const digests = new Map(applied.map(({ name, sha256 }) => [name, sha256]));
  return (
    digests.size === migrations.length &&
    migrations.every(({ name, sha256 }) => digests.get(name) === sha256)
  );
}
