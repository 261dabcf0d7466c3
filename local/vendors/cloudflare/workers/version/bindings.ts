import type { WireBinding } from "../../../../edge/contract.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { scriptRejected } from "../errors.ts";
import { bindingTypes } from "./binding-types.ts";
import type { VersionUpload } from "./upload.ts";

export interface InheritRules {
  /** False drops what cannot be inherited, without a word; true refuses the upload. */
  isStrict: boolean;
  /** Whether a version's id may be named, besides `latest`. The script API refuses it. */
  allowsVersionId: boolean;
}

/**
 * The bindings of a new version: those of the upload with `inherit` replaced by what the previous
 * version has, and those that `keep_bindings` carries over.
 * @throws ApiError 10052, 10053, 10057, 10021.
 */
export function resolveBindings(
  plane: ControlPlane,
  worker: WorkerRow | undefined,
  upload: Pick<VersionUpload, "bindings" | "keep_bindings">,
  rules: InheritRules,
): WireBinding[] {
  const uploaded = upload.bindings ?? [];
  checkNames(uploaded);
  const latest = versionOf(plane, worker, "latest");
  const given = uploaded.flatMap((binding) =>
    binding.type === "inherit" ? inherited(plane, worker, binding, rules) : [completed(binding)],
  );
  const names = new Set(uploaded.map(({ name }) => name));
  const kept = (latest?.bindings ?? []).filter(
    ({ type, name }) => (upload.keep_bindings ?? []).includes(type) && !names.has(name),
  );
  const bindings = [...given, ...kept];
  for (const binding of bindings) checkFields(binding);
  return bindings;
}

function checkNames(bindings: readonly WireBinding[]): void {
  const names = new Set<string>();
  bindings.forEach(({ name }, index) => {
    if (name === "") throw new ApiError(400, 10052, `Binding at index ${index} must have a name.`);
    if (names.has(name)) {
      throw new ApiError(
        400,
        10053,
        `Binding name '${name}' already in use. Please use a different name and try again.`,
      );
    }
    names.add(name);
  });
}

function inherited(
  plane: ControlPlane,
  worker: WorkerRow | undefined,
  binding: WireBinding,
  { isStrict, allowsVersionId }: InheritRules,
): WireBinding[] {
  const { version_id: versionId = "latest", old_name: oldName = binding.name } = binding;
  if (versionId !== "latest" && !allowsVersionId) {
    throw new ApiError(
      400,
      10057,
      `inherit binding '${binding.name}' is invalid: 'version_id' value '${versionId}' is invalid, only the literal 'latest' is supported by this API`,
    );
  }
  const source = versionOf(plane, worker, String(versionId))?.bindings;
  const found = source?.find(({ name }) => name === oldName);
  if (found) return [{ ...found, name: binding.name }];
  if (!isStrict) return [];
  throw new ApiError(
    400,
    10057,
    `inherit binding '${binding.name}' is invalid: the previous version has no binding of the name '${oldName}'`,
  );
}

function versionOf(
  { tables }: ControlPlane,
  worker: WorkerRow | undefined,
  id: string,
): VersionRow | undefined {
  const versionId = id === "latest" ? worker?.latestVersionId : id;
  const version = versionId ? tables.versions.get(versionId) : undefined;
  return version?.workerId === worker?.id ? version : undefined;
}

/** Cloudflare answers every service binding with an environment. @see terraform-provider-cloudflare issue 7281 */
function completed(binding: WireBinding): WireBinding {
  if (binding.type === "service") return { environment: "production", ...binding };
  if (binding.type !== "ratelimit") return binding;
  const { limit, period } = (binding.simple ?? {}) as { limit?: unknown; period?: unknown };
  return { ...binding, simple: { limit: Number(limit), period: Number(period) } };
}

function checkFields(binding: WireBinding): void {
  const { type, name } = binding;
  const needed = bindingTypes[type];
  if (!needed) throw scriptRejected(`binding ${name} has the unknown type '${type}'`);
  for (const fields of needed) {
    if (fields.some((field) => binding[field] !== undefined && binding[field] !== "")) continue;
    throw scriptRejected(
      `binding ${name} of type ${type} must have a valid \`${fields[0]}\` specified`,
    );
  }
  if (type === "ratelimit") checkRateLimit(binding);
}

/** @see https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/ */
function checkRateLimit({ name, simple }: WireBinding): void {
  const { limit, period } = simple as { limit: number; period: number };
  if (limit > 0 && (period === 10 || period === 60)) return;
  throw scriptRejected(
    `binding ${name} of type ratelimit must have a \`simple.limit\` above 0 and a \`simple.period\` of 10 or 60 seconds, got ${limit} and ${period}`,
  );
}
