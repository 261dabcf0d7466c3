/** Proves that code which cannot run is refused with one clear message, before anything changes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RuntimeVersion, UploadRejected } from "../../../local/edge/contract.ts";
import {
  answering,
  esModule,
  script,
  startEdge,
  state,
  type TestEdge,
  type Upload,
  type VersionParts,
} from "./support.ts";

let edge: TestEdge;

beforeAll(async () => {
  edge = await startEdge({
    limits: { startupMs: 1_000 },
    clock: { now: () => new Date("2026-11-21T12:00:00Z") },
  });
});

afterAll(() => edge.close());

const bad: [string, string | Record<string, Upload>, VersionParts, string][] = [
  [
    "a syntax error",
    "export default {\n  fetch() { return }}}",
    {},
    "Uncaught SyntaxError: Unexpected token '}'\n  at index.js:2:21",
  ],
  [
    "a throw at top level",
    "throw new TypeError('no config');",
    {},
    "Uncaught TypeError: no config\n  at index.js:1:7",
  ],
  [
    "a missing module",
    "import './lib/db.js';\nexport default { fetch() {} };",
    {},
    'Uncaught Error: No such module "lib/db.js".\n  imported from "index.js"',
  ],
  [
    "an export that is not there",
    {
      "index.js": esModule("import { a } from './b.js';"),
      "b.js": esModule("export const b = 1;"),
    },
    {},
    "Uncaught SyntaxError: The requested module './b.js' does not provide an export named 'a'\n  at index.js:1:9",
  ],
  [
    "a date in the future",
    answering("x"),
    { compatibilityDate: "2026-11-22" },
    `Can't set compatibility date in the future: "2026-11-22". Use 2026-11-21 or an earlier date.`,
  ],
  [
    "a date that is none",
    answering("x"),
    { compatibilityDate: "yesterday" },
    `Invalid compatibility date: "yesterday". It must have the form YYYY-MM-DD.`,
  ],
  [
    "an unknown flag",
    answering("x"),
    { compatibilityFlags: ["make_it_fast"] },
    "No such compatibility flag: make_it_fast",
  ],
  [
    "no handlers",
    "export default {};",
    {},
    `No event handlers were registered. "index.js" does nothing: export default an object with handlers, such as fetch().`,
  ],
  [
    "service-worker format",
    {
      "index.js": {
        contentType: "application/javascript",
        content: "addEventListener('fetch', () => {});",
      },
    },
    {},
    `"index.js" is in service-worker format (application/javascript), which versions cannot be. Export handlers from an ES module (application/javascript+module).`,
  ],
  [
    "Python",
    { "index.py": { contentType: "text/x-python", content: "print(1)" } },
    { mainModule: "index.py" },
    `"index.py" is Python. The local cloud runs JavaScript and WebAssembly Workers only.`,
  ],
  [
    "no main module",
    { "other.js": esModule("") },
    {},
    `Main module must be included in the upload: "index.js" is not among "other.js".`,
  ],
  [
    "an unsupported binding",
    answering("x"),
    { bindings: [{ type: "browser", name: "B" }] },
    `Binding "B" has the type "browser", which the local cloud does not have. Leave it out locally, or reach that service over HTTP.`,
  ],
  [
    "a name bound twice",
    answering("x"),
    { bindings: [{ type: "plain_text", name: "VERSION", text: "" }] },
    `Binding name "VERSION" is used more than once.`,
  ],
  [
    "a rate limit of a wrong period",
    answering("x"),
    {
      bindings: [
        { type: "ratelimit", name: "L", namespace_id: "1", simple: { limit: 5, period: 30 } },
      ],
    },
    `Rate limit binding "L" needs simple.limit of 1 or more calls and simple.period of 10 or 60 seconds, got {"limit":5,"period":30}.`,
  ],
  [
    "input at top level",
    "await fetch('https://example.com');\nexport default { fetch() {} };",
    {},
    "Uncaught Error: Disallowed operation called within global scope.",
  ],
  [
    "a top level that never ends",
    "for (;;);",
    {},
    `Script startup exceeded CPU time limit: "index.js" was still running its top level after 1 s.`,
  ],
];

test.each(bad)("refuses %s with one message", async (_what, code, parts, message) => {
  const rejection = edge.edge.validate(edge.version("bad", code, parts));
  await expect(rejection).rejects.toBeInstanceOf(UploadRejected);
  const { message: actual } = (await rejection.catch((error: unknown) => error)) as Error;
  expect(actual.slice(0, message.length)).toBe(message);
});

test("validation goes on after code that never ended", async () => {
  const endless = edge.edge.validate(edge.version("bad", "for (;;);"));
  const good = edge.edge.validate(edge.version("good", answering("x")));
  await expect(endless).rejects.toBeInstanceOf(UploadRejected);
  await expect(good).resolves.toMatchObject({ handlers: ["fetch"] });
});

test("tells handlers, kinds of named exports and the start-up time", async () => {
  const version = edge.version(
    "rich",
    `import { DurableObject, WorkerEntrypoint, WorkflowEntrypoint } from "cloudflare:workers";
     export class Room extends DurableObject {}
     export class Admin extends WorkerEntrypoint {}
     export class Flow extends WorkflowEntrypoint {}
     export class Plain {}
     export const constant = 1;
     export default class extends WorkerEntrypoint { fetch() {} async queue() {} scheduled() {} }`,
  );
  const found = await edge.edge.validate(version);
  expect(found.handlers.toSorted()).toEqual(["fetch", "queue", "scheduled"]);
  expect(found.named).toEqual({
    Room: "durable-object",
    Admin: "worker-entrypoint",
    Flow: "workflow-entrypoint",
    Plain: "other",
  });
  expect(found.startupTimeMs).toBeGreaterThan(0);
});

test("modules see text, JSON and secret bindings while they start", async () => {
  const version = edge.version(
    "configured",
    `import { env } from "cloudflare:workers";
     if (env.NAME !== "a" || env.LIST.length !== 2 || env.KEY !== "s") throw new Error("missing");
     export default { fetch() {} };`,
    {
      bindings: [
        { type: "plain_text", name: "NAME", text: "a" },
        { type: "json", name: "LIST", json: [1, 2] },
        { type: "secret_text", name: "KEY", text: "s" },
      ],
    },
  );
  await expect(edge.edge.validate(version)).resolves.toMatchObject({ handlers: ["fetch"] });
});

test("a date that Cloudflare knows and the runtime does not yet is taken", async () => {
  const version = edge.version("modern", answering("modern"), { compatibilityDate: "2026-11-21" });
  await expect(edge.edge.validate(version)).resolves.toMatchObject({ handlers: ["fetch"] });
  await edge.edge.apply(state([script(version)]));
  expect((await edge.get("http://modern.localhost/")).body).toBe(`modern ${version.id}`);
});

test("a version that does not start leaves its Worker as it was, and others are served", async () => {
  const good = edge.version("site", answering("good"));
  await edge.edge.apply(state([script(good)]));
  const broken: RuntimeVersion = edge.version("site", "throw new Error('broken');");
  const other = edge.version("other", answering("other"));
  await expect(edge.edge.apply(state([script(broken), script(other)]))).rejects.toThrow(
    /^Worker "site" was not changed: [\s\S]*broken/,
  );
  expect((await edge.get("http://site.localhost/")).body).toBe(`good ${good.id}`);
  expect((await edge.get("http://other.localhost/")).body).toBe(`other ${other.id}`);
});
