import type { Context } from "hono";
import { z } from "zod";
import { readJson } from "../../request-body.ts";
import { uploadSchema, type VersionUpload } from "./upload.ts";

const versionSchema = uploadSchema.extend({
  modules: z
    .array(z.object({ name: z.string(), content_type: z.string(), content_base64: z.base64() }))
    .optional(),
});

/** A version of the beta API: JSON with the modules inline. */
export async function readVersionJson(c: Context): Promise<VersionUpload> {
  const { modules = [], ...upload } = await readJson(c, versionSchema);
  return {
    ...upload,
    modules: modules.map(({ name, content_type, content_base64 }) => ({
      name,
      contentType: content_type,
      bytes: Buffer.from(content_base64, "base64"),
    })),
  };
}
