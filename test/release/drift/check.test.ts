import { expect, test } from "vitest";
import { ownNames } from "../../../infra/naming.ts";
import { checkDrift, type RefreshingEngine } from "../../../release/drift/check.ts";
import type { VendorApis } from "../../../release/drift/vendor-apis.ts";
import { ReleaseError } from "../../../release/release-error.ts";

// Proves what a check says of what it could not read.

const nobody: VendorApis = {
  cloudflare: undefined,
  github: undefined,
  pagerduty: undefined,
  slack: undefined,
};

const context = { apis: nobody, names: ownNames };
const failure = new ReleaseError("update-failed", "The vendor is down.");
const urn = "urn:pulumi:staging::slipway::cloudflare:index/queue:Queue::cv-queue";
const metadata = {
  op: "refresh",
  urn,
  type: "cloudflare:index/queue:Queue",
  old: { type: "cloudflare:index/queue:Queue", id: "q", inputs: {}, outputs: {} },
};

function engine(events: unknown[], failed?: ReleaseError): RefreshingEngine {
  return {
    stackName: "staging",
    lock: async () => undefined,
    refreshPreview: async () => ({ events, ...(failed ? { failure: failed } : {}) }),
  };
}

async function verdicts(events: unknown[], failed?: ReleaseError) {
  const [drift] = await checkDrift([engine(events, failed)], context);
  return drift?.findings.map(({ verdict, object }) => `${object}: ${verdict}`);
}

const ended = { resOutputsEvent: { metadata: { ...metadata, op: "same", new: metadata.old } } };

test.each([
  {
    title: "whose engine could not begin",
    events: [],
    failed: failure,
    note: "The vendor is down.",
  },
  { title: "without objects", events: [], failed: undefined, note: "was never deployed" },
])(
  "a stack $title is unreadable, and hides no other's verdict",
  async ({ events, failed, note }) => {
    const other = { ...engine([ended]), stackName: "production" };
    const [unread, read] = await checkDrift([engine(events, failed), other], context);
    expect(unread).toMatchObject({
      isUnreadable: true,
      findings: [{ verdict: "cannot-tell", object: "stack", note: expect.stringContaining(note) }],
    });
    expect(read).toMatchObject({ isUnreadable: false, inSync: ["Queue cv-queue"] });
  },
);

test("an object that was begun and not ended cannot be told, nor what the engine never came to", async () => {
  expect(await verdicts([{ resourcePreEvent: { metadata } }], failure)).toEqual(
    expect.arrayContaining(["cv-queue: cannot-tell", "refresh: cannot-tell"]),
  );
});

test("vendors without a token cannot be told about, and what was read is in sync", async () => {
  const [drift] = await checkDrift([engine([ended])], context);
  expect(drift?.inSync).toEqual(["Queue cv-queue"]);
  expect(new Set(drift?.findings.map(({ verdict }) => verdict))).toEqual(new Set(["cannot-tell"]));
});

test("a vendor that fails keeps nobody from hearing about the others", async () => {
  const github = async () => {
    throw new Error("GitHub answered 500.");
  };
  const environment = {
    ...metadata,
    urn: urn.replace("cloudflare:index/queue:Queue", "github:index/e:RepositoryEnvironment"),
    type: "github:index/e:RepositoryEnvironment",
    op: "same",
    new: metadata.old,
  };
  const events = [{ resOutputsEvent: { metadata: environment } }];
  const [drift] = await checkDrift([engine(events)], { ...context, apis: { ...nobody, github } });
  const told = drift?.findings.find(({ object }) => object === "GitHub's environments");
  expect(told).toMatchObject({ verdict: "cannot-tell", note: "GitHub answered 500." });
});

test("a stack that is being updated cannot be told about, and its objects are nobody's strangers", async () => {
  const lock = { user: "ada", host: "laptop", processId: 1, since: "2026-11-21T12:00:00Z" };
  const busy = { ...engine([]), lock: async () => lock };
  const [drift] = await checkDrift([busy], context);
  expect(drift).toMatchObject({
    isUnreadable: false,
    findings: [{ verdict: "cannot-tell", object: "stack" }],
  });
});
