import type {
  VersionCreateResponse,
  VersionGetResponse,
} from "cloudflare/resources/workers/scripts/versions";
import type { WireBinding } from "../../../../edge/contract.ts";
import type { ControlPlane } from "../../control-plane.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { bindingsToWire } from "./binding-wire.ts";
import { etagOf } from "./model.ts";
import { hasPreview } from "./wire-beta.ts";

/** The SDK types `bindings` as an object; wrangler reads the list that the API sends. */
type Resources = Omit<VersionGetResponse["resources"], "bindings"> & { bindings: WireBinding[] };

/** wrangler reads `has_preview`, the SDK knows `hasPreview`. */
type Metadata = NonNullable<VersionGetResponse["metadata"]> & { has_preview: boolean };

export type ScriptVersion = Omit<VersionCreateResponse, "resources" | "metadata"> & {
  metadata: Metadata;
  resources: Resources;
  annotations: Record<string, string>;
};

export type ScriptVersionSummary = Omit<ScriptVersion, "resources">;

/** A version in the script API's lists. */
export function versionToSummary(worker: WorkerRow, version: VersionRow): ScriptVersionSummary {
  return {
    id: version.id,
    number: version.number,
    annotations: version.annotations,
    metadata: {
      author_email: version.authorEmail,
      created_on: version.createdOn,
      modified_on: version.createdOn,
      source: version.source,
      hasPreview: hasPreview(worker),
      has_preview: hasPreview(worker),
    },
  };
}

/** A version as the script API answers it. */
export function versionToScriptWire(
  plane: ControlPlane,
  worker: WorkerRow,
  version: VersionRow,
): ScriptVersion {
  return {
    ...versionToSummary(worker, version),
    startup_time_ms: version.startupTimeMs,
    resources: {
      bindings: bindingsToWire(plane, worker, version, { hidesPlainText: false }),
      script: {
        etag: etagOf(version),
        handlers: version.handlers,
        named_handlers: version.namedHandlers.map((name) => ({ name, handlers: ["class"] })),
        last_deployed_from: version.source,
      },
      script_runtime: {
        compatibility_date: version.compatibilityDate,
        compatibility_flags: version.compatibilityFlags,
        usage_model: version.usageModel,
        ...(version.limits === null ? {} : { limits: version.limits }),
        ...(version.migrationTag === null ? {} : { migration_tag: version.migrationTag }),
      },
    },
  };
}
