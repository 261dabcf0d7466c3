import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import { type Answer, type Call, useCloudflareServer } from "./cloudflare-server.ts";

/** What the server says the database's state is. */
export const bookmark = "00000000-00000001-00000000-0123456789abcdef0123456789abcdef";

export interface D1Server extends Awaited<ReturnType<typeof useCloudflareServer>> {
  readonly database: DatabaseSync;
  /** The statements of each request. */
  queries(): string[];
  /** Answers the next requests whose SQL has this text in another way; one, unless `times` says more. */
  interfere(text: string, how: "lose-answer" | "refuse", times?: number): void;
}

/** D1's query endpoint over SQLite in memory: the statements of one request are one transaction. */
export async function useD1Server(): Promise<D1Server> {
  const database = new DatabaseSync(":memory:");
  onTestFinished(() => database.close());
  const tricks: { text: string; how: "lose-answer" | "refuse" }[] = [];
  const server = await useCloudflareServer((call) => {
    if (call.path.endsWith("/time_travel/bookmark")) return { result: { bookmark } };
    if (call.method === "GET") return { result: { name: "feedback-production" } };
    const sql = sqlOf(call);
    const index = tricks.findIndex(({ text }) => sql.includes(text));
    const [trick] = index === -1 ? [] : tricks.splice(index, 1);
    if (trick?.how === "refuse")
      return { status: 500, errors: [{ code: 7500, message: "overloaded" }] };
    const answer = run(database, sql);
    return trick?.how === "lose-answer" ? { hangUp: true } : answer;
  });
  return {
    ...server,
    database,
    queries: () => server.calls.filter(({ method }) => method === "POST").map(sqlOf),
    interfere: (text, how, times = 1) =>
      void tricks.push(...Array.from({ length: times }, () => ({ text, how }))),
  };
}

function sqlOf({ body }: Call): string {
  return (body as { sql: string }).sql;
}

function run(database: DatabaseSync, sql: string): Answer {
  try {
    if (/^\s*SELECT/i.test(sql)) return { result: [{ results: database.prepare(sql).all() }] };
    database.exec("BEGIN");
    database.exec(sql);
    database.exec("COMMIT");
    return { result: [{ results: [] }] };
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    const message = error instanceof Error ? error.message : String(error);
    return { status: 400, errors: [{ code: 7500, message }] };
  }
}
