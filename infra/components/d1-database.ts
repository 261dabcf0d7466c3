import * as pulumi from "@pulumi/pulumi";
import type { Migration } from "../dynamic/migration-plan.ts";
import { cloudflare } from "../providers.ts";
import { D1Migrations } from "./d1-migrations.ts";
import { holdsData } from "./data-options.ts";

export interface D1DatabaseArgs {
  readonly accountId: pulumi.Input<string>;
  readonly databaseName: string;
  /** Where the primary lives; fixed when the database is made. */
  readonly location: string;
  /** The schema, in the order its files are applied. */
  readonly migrations: readonly Migration[];
}

/** A D1 database with its schema. */
export class D1Database extends pulumi.ComponentResource {
  readonly databaseId: pulumi.Output<string>;
  /** In place when the schema is: what reads the database is deployed after it. */
  readonly schema: D1Migrations;

  constructor(name: string, args: D1DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:components:D1Database", name, {}, opts);
    const { accountId, databaseName, location, migrations } = args;

    const database = new cloudflare.D1Database(
      name,
      {
        accountId,
        name: databaseName,
        primaryLocationHint: location,
        // Set from the first day: left out, the provider later sends null, which the API refuses.
        readReplication: { mode: "disabled" },
      },
      holdsData(this),
    );

    this.databaseId = database.id;
    this.schema = new D1Migrations(
      `${name}-schema`,
      { accountId, databaseId: database.id, migrations },
      { parent: this },
    );
    this.registerOutputs({ databaseId: this.databaseId });
  }
}
