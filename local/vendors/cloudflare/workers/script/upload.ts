import type { Actor } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { deploy } from "../deployment/model.ts";
import { commitVersion, prepareVersion } from "../version/model.ts";
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
  const prepared = await prepareVersion(plane, upload, {
    worker: workerNamed(plane, name),
    script: name,
    actor,
    triggeredBy: "upload",
    inherit: { isStrict, allowsVersionId: false },
  });
  return plane.serving.change(() => {
    const settings = settingsOf(upload);
    const existing = workerNamed(plane, name);
    const worker = existing
      ? updateWorker(plane, existing, settings)
      : createWorker(plane, { name, ...settings, subdomain: { enabled: false } });
    const stored = commitVersion(plane, worker, prepared);
    const versions = [{ version_id: stored.version.id, percentage: 100 }];
    const annotations = { "workers/message": upload.annotations?.["workers/message"] };
    const input = { versions, annotations, triggeredBy: "upload" };
    return { ...stored, worker: deploy(plane, stored.worker, input, actor).worker };
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
