import type { CloudflareServer } from "./cloudflare-server.ts";

export const WORKER_SOURCE = 'export default { fetch() { return new Response("ok"); } };';

/** A version in the beta API's JSON. */
export function versionBody(
  overrides: Record<string, unknown> = {},
  source = WORKER_SOURCE,
): Record<string, unknown> {
  return {
    main_module: "index.js",
    modules: [
      {
        name: "index.js",
        content_type: "application/javascript+module",
        content_base64: Buffer.from(source).toString("base64"),
      },
    ],
    compatibility_date: "2026-11-01",
    bindings: [{ type: "version_metadata", name: "VERSION" }],
    ...overrides,
  };
}

/** A script upload as wrangler sends it. */
export function uploadForm(
  metadata: Record<string, unknown> = {},
  source = WORKER_SOURCE,
): FormData {
  const form = new FormData();
  form.set(
    "metadata",
    JSON.stringify({ main_module: "index.js", compatibility_date: "2026-11-01", ...metadata }),
  );
  const type = "application/javascript+module";
  form.set("index.js", new File([source], "index.js", { type }));
  return form;
}

/** A Worker without versions. @returns its id. */
export async function createWorker({ call }: CloudflareServer, name: string): Promise<string> {
  const { result } = await call<{ id: string }>("POST", "A/workers/workers", { name });
  return result.id;
}

/** @returns the new version's id. */
export async function createVersion(
  { call }: CloudflareServer,
  worker: string,
  overrides: Record<string, unknown> = {},
  source = WORKER_SOURCE,
): Promise<string> {
  const answer = await call<{ id: string }>(
    "POST",
    `A/workers/workers/${worker}/versions`,
    versionBody(overrides, source),
  );
  if (!answer.success) throw new Error(JSON.stringify(answer.errors));
  return answer.result.id;
}

/** Deploys versions with their percentages, in order. */
export function deployVersions(
  { call }: CloudflareServer,
  script: string,
  ...shares: (readonly [version: string, percentage: number])[]
) {
  return call<{ id: string }>("POST", `A/workers/scripts/${script}/deployments`, {
    strategy: "percentage",
    versions: shares.map(([version_id, percentage]) => ({ version_id, percentage })),
  });
}
