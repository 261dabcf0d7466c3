import { expect, test } from "vitest";
import { EngineEvents } from "../../release/engine-events.ts";

const urn = "urn:pulumi:staging::slipway::cloudflare:index/worker:Worker::cv-worker";

const type = "cloudflare:index/worker:Worker";
const atVendor = { custom: true, inputs: { tags: ["a"] } };
const nothing = { changes: [], unchanged: 0 };

/** What is told of these events, and the report at their end. */
function read(...events: readonly object[]) {
  const told: string[] = [];
  const reader = new EngineEvents({
    onResource: (operation, of, isFailed) => told.push(`${operation} ${of === urn} ${isFailed}`),
    onMessage: (severity, text) => told.push(`${severity}: ${text}`),
  });
  for (const event of events) reader.read(JSON.stringify(event));
  return { told, report: reader.report };
}

const diagnostic = (severity: string, message: string, ephemeral = false) => ({
  diagnosticEvent: { severity, message, ephemeral },
});

test("operations are told when they end, and counted by the engine", () => {
  const { told, report } = read(
    { resourcePreEvent: { metadata: { op: "update", urn, type, new: atVendor, diffs: ["tags"] } } },
    { resOutputsEvent: { metadata: { op: "update", urn } } },
    { resOpFailedEvent: { metadata: { op: "create", urn } } },
    { summaryEvent: { resourceChanges: { update: 1, same: 3 } } },
  );
  expect(told).toEqual(["update true false", "create true true"]);
  expect(report.changes).toEqual({ update: 1, same: 3 });
  expect(report.plan.changes).toMatchObject([
    { operation: "update", urn, name: "cv-worker", fields: [{ path: "tags", new: ["a"] }] },
  ]);
});

test.each(["same", "read", "refresh"])("%s is no step of a plan", (op) => {
  const metadata = { op, urn, type, new: atVendor };
  expect(read({ resourcePreEvent: { metadata } }).report.plan.changes).toEqual([]);
});

test("errors and warnings are told and kept, information is told alone", () => {
  const { told, report } = read(
    diagnostic("error", "refused\n"),
    diagnostic("warning", "pinned"),
    diagnostic("info#err", "going on"),
  );
  expect(told).toEqual(["error: refused", "warning: pinned", "info: going on"]);
  expect(report.errors).toEqual(["refused"]);
  expect(report.warnings).toEqual(["pinned"]);
});

test("what the engine says to itself is told nobody, for secrets are in it", () => {
  const { told, report } = read(
    diagnostic("debug", "integrationKey db7f4d34"),
    diagnostic("info", "Updating…", true),
    diagnostic("info", "\n"),
  );
  expect(told).toEqual([]);
  expect(report.errors).toEqual([]);
});

test.each(["", "warning: a plugin's own line", "{", "null", "[]"])(
  "the line %j is no event",
  (line) => {
    const reader = new EngineEvents({});
    reader.read(line);
    expect(reader.report).toEqual({ changes: {}, plan: nothing, errors: [], warnings: [] });
  },
);

test("the stack's outputs are those it tells last, its secrets masked", () => {
  const stack = "urn:pulumi:staging::slipway::pulumi:pulumi:Stack::slipway-staging";
  const told = (outputs: object) => ({
    resOutputsEvent: { metadata: { op: "same", urn: stack, new: { outputs } } },
  });
  const secret = { "4dabf18193072939515e22adb298388d": "1b47", ciphertext: "[secret]" };
  const other = { resOutputsEvent: { metadata: { op: "same", urn, new: { outputs: { a: 1 } } } } };
  const { report } = read(told({ pins: {} }), other, told({ pins: { a: "b" }, alerting: secret }));
  expect(report.outputs).toEqual({ pins: { a: "b" }, alerting: "[secret]" });
  expect(read(other).report.outputs).toBeUndefined();
});
