import type { Actor } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { commitAndDeploy } from "../deployment/model.ts";
import { prepareVersion } from "../version/model.ts";
import type { VersionUpload } from "../version/upload.ts";
import { createWorker, updateWorker, type WorkerSettings, workerNamed } from "../worker/model.ts";

/**
 * The one-call upload: makes the Worker if it is new, stores a version, and deploys it to all of
 * the traffic. Durable Object migrations may only be applied this way or by a deployment of one version.
 */
export async function uploadScript(
  plane: ControlPlane,
  name: string,
  upload: VersionUpload,
  actor: Actor,
  isStrict: boolean,
): Promise<{ worker: WorkerRow; version: VersionRow }> {
  const triggeredBy = "upload";
  const prepare = () =>
    prepareVersion(plane, upload, {
      worker: workerNamed(plane, name),
      script: name,
      actor,
      triggeredBy,
      inherit: { isStrict, allowsVersionId: false },
    });
  return plane.serving.changeAfter(prepare, (prepared) => {
    const settings = settingsOf(upload);
    const existing = workerNamed(plane, name);
    const worker = existing
      ? updateWorker(plane, existing, settings)
      : createWorker(plane, { name, ...settings, subdomain: { enabled: false } });
    const message = upload.annotations?.["workers/message"];
    return commitAndDeploy(plane, worker, prepared, { actor, triggeredBy, message });
  });
}

/** Fields of an upload that belong to the Worker; what is left out keeps its value. */
export function settingsOf(upload: Partial<VersionUpload>): WorkerSettings {
  const { logpush, tags, observability, tail_consumers } = upload;
  return {
    logpush,
    tags: tags ?? undefined,
    observability: observability ?? undefined,
    tail_consumers: tail_consumers?.map(({ service, name = service ?? "" }) => ({ name })),
  };
}
