import type { HealthReport } from "../../kit/health.ts";

type CheckName = "api" | "widget" | "database";

/** One scheduled check; `problem` is undefined when all is well. */
export interface CheckResult {
  readonly name: CheckName;
  readonly problem: string | undefined;
}

/** Sends a request through the Worker's own handlers, without the network. */
export type SelfFetch = (path: string) => Promise<Response>;

/**
 * Checks API, widget and database as a visitor would use them. It runs inside the Worker: it proves
 * code, bindings and data, not that the world can reach the route.
 */
export async function runSelfCheck(
  selfFetch: SelfFetch,
  health: () => Promise<HealthReport>,
): Promise<CheckResult[]> {
  return Promise.all([
    check("api", () => checkApi(selfFetch)),
    check("widget", () => checkWidget(selfFetch)),
    check("database", () => checkDatabase(health)),
  ]);
}

async function check(
  name: CheckName,
  work: () => Promise<string | undefined>,
): Promise<CheckResult> {
  try {
    return { name, problem: await work() };
  } catch (error) {
    return { name, problem: error instanceof Error ? error.name : "error" };
  }
}

/** A board that nobody has used yet is as good an answer as a full one. */
async function checkApi(selfFetch: SelfFetch): Promise<string | undefined> {
  const { status } = await selfFetch("/api/v1/test/main/feedback");
  return status === 200 || status === 404 ? undefined : `HTTP ${status}`;
}

async function checkWidget(selfFetch: SelfFetch): Promise<string | undefined> {
  const response = await selfFetch("/widget.js");
  if (response.status !== 200) return `HTTP ${response.status}`;
  return (await response.text()).length > 0 ? undefined : "empty script";
}

async function checkDatabase(health: () => Promise<HealthReport>): Promise<string | undefined> {
  return (await health()).dependencies.database?.reason;
}
