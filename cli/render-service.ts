import { styleText } from "node:util";
import { shortId } from "../release/rollout/traffic.ts";
import type { ServiceReport } from "../release/service-report.ts";
import type { WorkerReport } from "../release/verify-worker.ts";
import { ExitCode } from "./exit-codes.ts";

type Status = ServiceReport["status"];

const colors: Record<Status, "green" | "yellow" | "red"> = {
  healthy: "green",
  degraded: "yellow",
  failed: "red",
};

/** What a service was found to do, as lines for people. */
export function describeService(report: ServiceReport): string[] {
  const { service, url, status, workers, smokeTests, problems, warnings } = report;
  return [
    `${styleText(colors[status], status.padEnd(8))}  ${service}  ${url}`,
    ...workers.flatMap(describeWorker),
    ...smokeTests.map(({ name, timeMs, problem }) => check(name, timeMs, problem)),
    ...[...problems, ...warnings].map((text) => `  ${styleText(colors[status], text)}.`),
  ];
}

function describeWorker({ scriptName, answeredBy, health, expected, routes }: WorkerReport) {
  const version = answeredBy.map(shortId).join(" and ") || "unknown";
  const pinned = expected?.insteadOf ? ` in place of ${expected.insteadOf}` : "";
  const release = health?.release ?? "unknown";
  const dependencies = (health?.dependencies ?? []).map(({ name, status, latencyMs }) =>
    [name, status === "healthy" ? "" : status, latencyMs === undefined ? "" : `${latencyMs} ms`]
      .filter(Boolean)
      .join(" "),
  );
  return [
    `  ${scriptName}: release ${release}${pinned}, version ${version}`,
    ...routes.map(({ path, timeMs, problem }) => check(path, timeMs, problem)),
    ...(dependencies.length > 0 ? [`    ${styleText("dim", dependencies.join(", "))}`] : []),
  ];
}

function check(name: string, timeMs: number, problem: string | undefined): string {
  const sign = problem === undefined ? styleText("green", "✓") : styleText("red", "✗");
  return `  ${sign} ${name} ${styleText("dim", `${timeMs} ms`)}`;
}

/** The worst service decides. */
export function exitCodeOf(reports: readonly ServiceReport[]): ExitCode {
  if (reports.some(({ status }) => status === "failed")) return ExitCode.failed;
  return reports.some(({ status }) => status === "degraded") ? ExitCode.warnings : ExitCode.ok;
}
