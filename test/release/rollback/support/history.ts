import type { WorkerHistory } from "../../../../release/rollback/history.ts";
import type { Share } from "../../../../release/rollout/traffic.ts";
import type { ServiceWorker } from "../../../../release/service.ts";

/**
 * Versions of these tests are letters: `a` was uploaded first, as release `ra`. A later version of
 * the same release, with other bindings, is `a2`.
 */

export function serviceWorker(scriptName = "api"): ServiceWorker {
  const checks = [{ path: "/health", versionField: "id" }, { path: "/page" }];
  return { accountId: "acc", scriptName, hostname: `${scriptName}.example.com`, checks };
}

/** `a`: all traffic; `a 90, b 10`: a split. */
export function shares(split: string): Share[] {
  return split.split(", ").map((each) => {
    const [versionId = "", percentage = "100"] = each.split(" ");
    return { versionId, percentage: Number(percentage) };
  });
}

export interface HistoryOptions {
  scriptName?: string;
  /** Uploads, oldest first; default: in the order of the alphabet, all that were deployed. */
  versions?: string;
  message?: string;
}

/** @param deployments newest first. */
export function history(
  deployments: readonly string[],
  { scriptName, versions, message = "" }: HistoryOptions = {},
): WorkerHistory {
  const splits = deployments.map(shares);
  const deployed = [...new Set(splits.flat().map(({ versionId }) => versionId))].sort();
  const uploads = versions?.split(" ") ?? deployed;
  return {
    worker: serviceWorker(scriptName),
    deployments: splits.map((each) => ({ shares: each, message, createdOn: "" })),
    versions: uploads
      .map((id) => {
        const number = id.charCodeAt(0) * 10 + Number(id[1] ?? 0);
        const createdOn = `2026-11-21T00:00:00.${String(number).padStart(4, "0")}Z`;
        return { id, number, release: `r${id[0]}`, createdOn };
      })
      .sort((a, b) => b.number - a.number),
  };
}
