import { number, object, output, text } from "../schema/property.ts";
import { oneOf } from "../schema/rules.ts";
import { accountId, cloudflareResource } from "./resource.ts";

/** A new name, jurisdiction or location is a new database: its data does not move. */
export const d1Database = cloudflareResource("d1Database", {
  collection: "/accounts/{accountId}/d1/database",
  id: "uuid",
  importId: ["accountId", "id"],
  properties: {
    accountId,
    name: text({ required: true, replaces: true }),
    jurisdiction: text({ replaces: true, check: oneOf("eu", "fedramp") }),
    primaryLocationHint: text({
      replaces: true,
      unread: true,
      check: oneOf("wnam", "enam", "weur", "eeur", "apac", "oc"),
    }),
    readReplication: object({
      mode: text({ required: true, check: oneOf("auto", "disabled") }),
    }),
    uuid: output(text()),
    createdAt: output(text()),
    fileSize: output(number()),
    numTables: output(number()),
    version: output(text()),
  },
});
