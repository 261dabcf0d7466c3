import { styleText } from "node:util";
import { shortId } from "../release/rollout/traffic.ts";
import type { LastChange } from "../release/status/last-change.ts";
import type { StackStatus } from "../release/status/stack-status.ts";
import type { ServingShare, WorkerStatus } from "../release/status/worker-status.ts";
import { describeLock, isStale } from "../release/update-lock.ts";

const healthColors: Record<WorkerStatus["health"], "green" | "yellow" | "red"> = {
  healthy: "green",
  degraded: "yellow",
  unhealthy: "red",
  unreachable: "red",
};

/** How a stack is, as lines for people. */
export function describeStackStatus(status: StackStatus, now: Date): string[] {
  const { stack, release, workers, lock, concerns } = status;
  return [
    `${styleText("bold", stack)}  ${release ? `release ${release}` : "nothing deployed"}`,
    ...workers.flatMap((worker) => describeWorker(worker, now)),
    ...(lock
      ? [`  ${isStale(lock) ? "Lock left" : "Being updated"} by ${describeLock(lock)}`]
      : []),
    ...concerns.map((concern) => `  ${styleText("yellow", "!")} ${concern}.`),
    "",
  ];
}

function describeWorker(worker: WorkerStatus, now: Date): string[] {
  const { scriptName, health, hostname, state, shares, since, lastChange, pin } = worker;
  if (state === "not-deployed") return [`  ${"not there".padEnd(11)} ${scriptName}`];
  const rows = [
    ...shares.map((share) => ["serves", describeShare(share)]),
    ...(since ? [["since", ago(since, now)]] : []),
    ...(lastChange ? [["last", describeChange(lastChange, now)]] : []),
    ...(pin ? [["pinned", `${ago(pin.since, now)}, by ${pin.by}: ${pin.reason}`]] : []),
  ];
  return [
    `  ${styleText(healthColors[health], health.padEnd(11))} ${scriptName}  https://${hostname}`,
    ...rows.map(([name = "", value]) => `    ${styleText("dim", name.padEnd(7))} ${value}`),
  ];
}

function describeShare({ versionId, percentage, release }: ServingShare): string {
  return `${percentage} %  ${release ?? "no release"}  version ${shortId(versionId)}`;
}

function describeChange(change: LastChange, now: Date): string {
  const { kind, result, previousVersion, newVersion, at, by, correlationId } = change;
  const from = previousVersion ? ` from ${previousVersion}` : "";
  return `${kind} ${result}: ${newVersion}${from}, ${ago(at, now)}, by ${by}, ${correlationId}`;
}

const units = [
  { name: "day", ms: 86_400_000 },
  { name: "hour", ms: 3_600_000 },
  { name: "minute", ms: 60_000 },
] as const;

/** `2026-11-21 12:13 UTC, 3 hours ago`; the text itself where it is no time. */
export function ago(iso: string, now: Date): string {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return iso;
  const elapsedMs = now.getTime() - then.getTime();
  const unit = units.find(({ ms }) => elapsedMs >= ms);
  const count = unit && Math.floor(elapsedMs / unit.ms);
  const distance = unit ? `${count} ${unit.name}${count === 1 ? "" : "s"} ago` : "just now";
  return `${then.toISOString().slice(0, 16).replace("T", " ")} UTC, ${distance}`;
}
