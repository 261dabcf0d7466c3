import type { WireBinding } from "../../../../edge/contract.ts";
import { ApiError } from "../../envelope.ts";
import { MAX_UPLOAD_BYTES, uploadTooLarge } from "../../multipart.ts";
import { scriptRejected, scriptWithoutMain } from "../errors.ts";
import type { VersionUpload } from "./upload.ts";

/** @see https://developers.cloudflare.com/workers/platform/limits/#environment-variables */
const MAX_VARIABLES = 128;
const MAX_VARIABLE_BYTES = 5 * 1024;
/** @see cloudflare-typescript `workers/beta/workers/versions.ts` Annotations, at 7.3.0 */
const MAX_MESSAGE_BYTES = 1000;
const MAX_TAG_BYTES = 100;

/** @throws ApiError 10027, 10068, 10021 for an upload that no runtime has to look at. */
export function checkUpload(upload: VersionUpload, today: string): void {
  const bytes = upload.modules.reduce((sum, module) => sum + module.bytes.length, 0);
  if (bytes > MAX_UPLOAD_BYTES) throw uploadTooLarge();
  checkMain(upload);
  const names = upload.modules.map(({ name }) => name);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) throw scriptRejected(`Module name '${duplicate}' is used twice.`);
  checkCompatibilityDate(upload.compatibility_date, today);
}

function checkMain({ main_module, body_part, modules, assets }: VersionUpload): void {
  if (body_part !== undefined) {
    throw scriptRejected(
      "The local cloud runs module Workers only: this upload is in service-worker syntax (`body_part`).",
    );
  }
  if (main_module === undefined) {
    if (!assets || modules.length > 0) throw scriptWithoutMain("");
  } else if (!modules.some(({ name }) => name === main_module)) {
    throw scriptWithoutMain(main_module);
  }
}

/** @param today `YYYY-MM-DD`, UTC. @throws ApiError 10021. */
export function checkCompatibilityDate(date: string | undefined, today: string): void {
  if (date === undefined) return;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date))) {
    throw scriptRejected(`Invalid compatibility date: ${date}. It must be YYYY-MM-DD.`);
  }
  if (date > today) throw scriptRejected(`Can't set compatibility date in the future: ${date}`);
}

/** @throws ApiError 10054 or 10055, as observed. */
export function checkVariables(bindings: readonly WireBinding[]): void {
  const variables = bindings.filter(({ type }) =>
    ["plain_text", "secret_text", "json"].includes(type),
  );
  if (variables.length > MAX_VARIABLES) {
    throw new ApiError(
      400,
      10055,
      `This deployment includes ${variables.length} variables, which exceeds the Workers Paid limit of ${MAX_VARIABLES} variables per Worker (secrets + text).`,
    );
  }
  for (const { name, text, json } of variables) {
    const value = typeof text === "string" ? text : JSON.stringify(json ?? "");
    if (Buffer.byteLength(value) <= MAX_VARIABLE_BYTES) continue;
    throw new ApiError(
      400,
      10054,
      `Text binding '${name}' is too large: ${Buffer.byteLength(value)} bytes, the limit is ${MAX_VARIABLE_BYTES}.`,
    );
  }
}

/** Annotations with the message cut to its limit, nothing in them that is no text. */
export function annotationsOf(
  input: Record<string, string | null | undefined> | null | undefined,
  triggeredBy: string,
): Record<string, string> {
  const given = Object.entries(input ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const annotations = { "workers/triggered_by": triggeredBy, ...Object.fromEntries(given) };
  const { "workers/message": message, "workers/tag": tag } = annotations as Record<string, string>;
  if (tag !== undefined && Buffer.byteLength(tag) > MAX_TAG_BYTES) {
    throw new ApiError(
      400,
      10002,
      `Annotation workers/tag is ${Buffer.byteLength(tag)} bytes long; the limit is ${MAX_TAG_BYTES}.`,
    );
  }
  return message === undefined
    ? annotations
    : { ...annotations, "workers/message": cutBytes(message, MAX_MESSAGE_BYTES) };
}

/** At most `limit` bytes of UTF-8, no character cut in two. */
function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  return new TextDecoder().decode(bytes.subarray(0, limit), { stream: true });
}
