import type { Service, ServiceWorker, SmokeTest } from "../../release/service.ts";
import { collectiveVisionNames } from "../naming.ts";

/** What must be known of a stack to find its Collective Vision. */
export interface CollectiveVisionAddress {
  readonly accountId: string;
  readonly collectiveVision: { readonly host: string };
}

/** What every version must answer, before it has any traffic and while it gets more. */
const checks = [
  { path: "/health", versionField: "workerVersionId" },
  { path: "/widget.js" },
  { path: "/api/v1/test/main/feedback", statuses: [200, 404] },
] as const;

/** A board of its own, so that what the smoke tests leave is on nobody's page. */
const board = "/api/v1/test/smoke/feedback";

const smokeTests: readonly SmokeTest[] = [
  {
    name: "a feedback is stored, found, listed and voted for",
    steps: [
      {
        method: "POST",
        path: board,
        body: { title: "Smoke test", body: "Written after a deployment." },
        statuses: [201],
        expects: { title: "Smoke test", votes: 0 },
        captures: { id: "id" },
      },
      { method: "GET", path: `${board}/{id}`, expects: { title: "Smoke test" } },
      {
        method: "GET",
        path: `${board}?sort=new&limit=1`,
        expects: { "items.0.title": "Smoke test" },
      },
      {
        method: "POST",
        path: `${board}/{id}/vote`,
        body: { voterId: "smoke-test-voter" },
        expects: { votes: 1, voted: true },
      },
      { method: "GET", path: `${board}/{id}`, expects: { votes: 1 } },
    ],
  },
  {
    name: "the widget is served as a script",
    steps: [{ method: "GET", path: "/widget.js" }],
  },
  {
    name: "a page of another origin may send feedback",
    steps: [
      {
        method: "OPTIONS",
        path: board,
        headers: {
          origin: "https://customer.example",
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        },
        statuses: [204],
      },
    ],
  },
];

/** Collective Vision for whoever verifies it, watches it or rolls it back. */
export function collectiveVisionService(
  address: CollectiveVisionAddress,
  environment: string,
): Service {
  const worker = collectiveVisionWorker(address, environment);
  return { url: `https://${worker.hostname}`, workers: [worker], smokeTests };
}

export function collectiveVisionWorker(
  { accountId, collectiveVision: { host: hostname } }: CollectiveVisionAddress,
  environment: string,
): ServiceWorker {
  const { worker: scriptName, keyValue: auditNamespace } = collectiveVisionNames(environment);
  return { accountId, scriptName, hostname, checks, auditNamespace };
}
