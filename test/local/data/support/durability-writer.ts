import { writeSync } from "node:fs";
import { join } from "node:path";
import { randomIds, systemClock } from "../../../../local/context.ts";
import { createDataPlane } from "../../../../local/data/data-plane.ts";
import { createQueueBroker } from "../../../../local/data/queue-broker.ts";
import { Store } from "../../../../local/store.ts";

/**
 * Runs in a process of its own that the test kills. `write`: writes numbered entries everywhere and
 * says each number when everything has been acknowledged. `consume`: says each message that a
 * handler got.
 */
const [mode, directory = ""] = process.argv.slice(2);
const store = new Store(join(directory, "cloud.db"));
const data = createDataPlane(
  { store, clock: systemClock, ids: randomIds(store) },
  { directory: join(directory, "data") },
);
// Not through the stream of `process.stdout`: what that still holds dies with the process.
const say = (line: string) => writeSync(1, `${line}\n`);

function write(): void {
  data.d1.query("database", [{ sql: "CREATE TABLE IF NOT EXISTS n (n)", params: [] }]);
  for (let number = 1; ; number++) {
    const text = String(number);
    data.kv.put("namespace", text, Buffer.from(text));
    data.d1.query("database", [
      { sql: "INSERT INTO n VALUES (?)", params: [number] },
      { sql: "INSERT INTO n VALUES (?)", params: [-number] },
    ]);
    data.r2.put("bucket", text, Buffer.from(text));
    data.queues.send("queue", [{ body: Buffer.from(text), contentType: "text" }]);
    say(text);
  }
}

function consume(): void {
  const broker = createQueueBroker(data.queues, {
    async deliver(_script, _queue, messages) {
      for (const { body } of messages) say(body.toString());
      await new Promise((resolve) => setImmediate(resolve));
      return {
        outcome: "ok",
        ackAll: false,
        retryBatch: { retry: false },
        explicitAcks: [],
        retryMessages: [],
      };
    },
  });
  broker.apply([
    {
      queue: "queue",
      script: "worker",
      deadLetterQueue: null,
      batchSize: 3,
      maxWaitTimeMs: 0,
      maxRetries: 0,
      retryDelaySeconds: 0,
      maxConcurrency: 4,
    },
  ]);
  // The broker's own timers do not keep a process alive.
  setInterval(() => undefined, 1000);
}

if (mode === "write") write();
else consume();
