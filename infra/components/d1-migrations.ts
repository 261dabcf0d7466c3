import type * as pulumi from "@pulumi/pulumi";
import type { AppliedMigration, Migration } from "../dynamic/migration-plan.ts";
import { DynamicResource } from "./dynamic-resource.ts";

export interface D1MigrationsArgs {
  readonly accountId: pulumi.Input<string>;
  readonly databaseId: pulumi.Input<string>;
  readonly migrations: readonly Migration[];
}

/** The files a database's schema is made by. A new file is an update; an edited one is refused. */
export class D1Migrations extends DynamicResource {
  declare readonly applied: pulumi.Output<AppliedMigration[]>;

  constructor(name: string, args: D1MigrationsArgs, opts?: pulumi.CustomResourceOptions) {
    const migrations = args.migrations.map((migration) => ({ ...migration }));
    const properties = { ...args, migrations, applied: undefined };
    super("D1Migrations", "dynamic/d1-migrations.ts", name, properties, opts);
  }
}
