import type { ControlPlane } from "../../control-plane.ts";
import type { VersionRow } from "../../tables.ts";

/** The code of a version as a form with one part per module, the entry point in a header. */
export function contentResponse({ context }: ControlPlane, version: VersionRow): Response {
  const form = new FormData();
  for (const { name, contentType, blob } of version.modules) {
    const bytes = new Uint8Array(context.blobs.get(blob));
    form.set(name, new File([bytes], name, { type: contentType }));
  }
  return new Response(form, { headers: { "cf-entrypoint": version.mainModule } });
}
