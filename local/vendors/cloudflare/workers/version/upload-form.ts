import type { Context } from "hono";
import { ApiError } from "../../envelope.ts";
import { formObject, readMultipart } from "../../multipart.ts";
import { checked } from "../../request-body.ts";
import { type UploadedModule, uploadSchema, type VersionUpload } from "./upload.ts";

type FormPart = [string, File | string];

/** A script upload: a form with `metadata` and one part per module. */
export async function readUploadForm(c: Context): Promise<VersionUpload> {
  const form = await readMultipart(c);
  const metadata = await formObject(form, "metadata");
  if (metadata === undefined) {
    throw new ApiError(400, 10002, 'The form has no part "metadata".');
  }
  const modules = await Promise.all([...form].filter(isModule).map(toModule));
  return { ...checked(uploadSchema, metadata), modules };
}

/** Source maps come as parts too; nothing that runs needs them. */
function isModule([name, part]: FormPart): boolean {
  if (name === "metadata" || name.startsWith("metadata[")) return false;
  return typeof part === "string" || part.type !== "application/source-map";
}

async function toModule([name, part]: FormPart): Promise<UploadedModule> {
  if (typeof part === "string") {
    return { name, contentType: "application/javascript+module", bytes: Buffer.from(part) };
  }
  return {
    // The `cloudflare` SDK names every part `files[]`; other clients name it after the module.
    name: name.startsWith("files") ? part.name : name,
    contentType: part.type || "application/octet-stream",
    bytes: new Uint8Array(await part.arrayBuffer()),
  };
}
