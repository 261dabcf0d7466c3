import { type Context, Hono } from "hono";
import { z } from "zod";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError, success } from "../../envelope.ts";
import { readMultipart } from "../../multipart.ts";
import { readJson } from "../../request-body.ts";
import { openAssetSession, storeAssets } from "./model.ts";

const manifestSchema = z.object({
  manifest: z.record(z.string(), z.object({ hash: z.string(), size: z.number().int().min(0) })),
});

/**
 * Upload of static assets: a session for a manifest, the files that are new, and a token that
 * stands for all of them.
 * @see https://developers.cloudflare.com/workers/static-assets/direct-upload/
 */
export function assetRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  app.post("/accounts/:account/workers/scripts/:script/assets-upload-session", async (c) => {
    const { manifest } = await readJson(c, manifestSchema);
    const { session, buckets } = plane.context.store.transaction(() =>
      openAssetSession(plane, manifest),
    );
    const jwt = buckets.length === 0 ? session.completionToken : session.token;
    return success({ jwt, buckets });
  });
  app.post("/accounts/:account/workers/assets/upload", async (c) => {
    const session = sessionOf(plane, c);
    const files = await readFiles(c);
    const jwt = plane.context.store.transaction(() => storeAssets(plane, session, files));
    return jwt === undefined ? success({}, undefined, 202) : success({ jwt }, undefined, 201);
  });
  return app;
}

/** The session's token is what the uploader authenticates with. */
function sessionOf({ tables }: ControlPlane, c: Context) {
  const token = c.req.header("authorization")?.replace(/^Bearer\s+/i, "") ?? "";
  const session = tables.assetSessions.get(token);
  if (!session) throw new ApiError(401, 10000, "Authentication error: no such upload session.");
  return session;
}

async function readFiles(c: Context) {
  const isBase64 = c.req.query("base64") === "true";
  const form = await readMultipart(c);
  return Promise.all(
    [...form].map(async ([hash, part]) => {
      const isText = typeof part === "string";
      const content = isText ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
      return {
        hash,
        contentType: isText ? null : typeOf(part),
        bytes: isBase64 ? Buffer.from(content.toString("latin1"), "base64") : content,
      };
    }),
  );
}

/** `application/null` is wrangler's way of saying that it knows no type. */
function typeOf({ type }: File): string | null {
  return ["", "application/null", "application/octet-stream"].includes(type) ? null : type;
}
