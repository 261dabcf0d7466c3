/** An edge in a process of its own, to be killed: prints the ids of its workerd processes. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Blobs } from "../../../local/blobs.ts";
import { createEdge } from "../../../local/edge/edge.ts";
import type { EdgeSnapshot } from "../../../local/edge/fleet/snapshot.ts";
import { script, state } from "./support.ts";

const directory = process.argv[2] ?? "";
const blobs = new Blobs(join(directory, "blobs"));
const edge = await createEdge({
  port: 0,
  stateDirectory: join(directory, "edge"),
  blobs,
  workersSubdomain: "acme",
  versions: { versionByPrefix: () => undefined },
});
const code = "export default { fetch() { return new Response('up'); } };";
await edge.apply(
  state([
    script({
      accountId: "a",
      script: "site",
      id: randomUUID(),
      tag: "",
      createdOn: "2026-01-01T00:00:00Z",
      mainModule: "index.js",
      modules: [
        {
          name: "index.js",
          contentType: "application/javascript+module",
          blob: blobs.put(Buffer.from(code)),
        },
      ],
      compatibilityDate: "2026-11-01",
      compatibilityFlags: [],
      bindings: [],
      assets: null,
    }),
  ]),
);
const { processes } = edge.snapshot() as EdgeSnapshot;
console.log(JSON.stringify(processes.map(({ pid }) => pid)));
process.once("SIGTERM", () => {
  void edge.close().then(() => process.exit(0));
});
setInterval(() => {}, 1_000_000);
