import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * What local clouds keep for themselves, and what is an event rather than an object: an equal
 * deployment may be made again, and is then recorded and announced again.
 */
const LEFT_OUT = /^(local|data)\.|^(cloudflare\.deployments|github\.deployment|slack\.messages)/;

/**
 * Everything that the vendors of a stopped local cloud have, by kind and name: what is there twice
 * is listed twice. Ids and times, in which two runs differ, are left out.
 */
export function inventoryOf(dataFolder: string): string[] {
  const database = new DatabaseSync(join(dataFolder, "cloud.db"), { readOnly: true });
  try {
    return database
      .prepare("SELECT collection, json FROM documents")
      .all()
      .map(({ collection, json }) => ({ kind: String(collection), json: String(json) }))
      .filter(({ kind }) => !LEFT_OUT.test(kind))
      .map(({ kind, json }) => `${kind} ${nameOf(JSON.parse(json))}`)
      .sort();
  } finally {
    database.close();
  }
}

function nameOf(document: Record<string, unknown>): string {
  const { name, title, queue_name, pattern, login, ref } = document;
  return String(name ?? title ?? queue_name ?? pattern ?? login ?? ref ?? "");
}
