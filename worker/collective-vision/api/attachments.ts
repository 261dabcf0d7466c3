import { readBytes } from "../../kit/body.ts";
import { callDependency } from "../../kit/dependency.ts";
import { sha256Hex } from "../../kit/hash.ts";
import { Problem } from "../../kit/problem.ts";
import { limits } from "../limits.ts";
import {
  createAttachment,
  getAttachment,
  mayAttach,
  type StoredAttachment,
} from "../store/attachments.ts";
import { contentDisposition, safeFileName } from "./attachment-name.ts";
import { emit, newEvent } from "./emit.ts";
import { requireFeedback } from "./feedback.ts";
import { attachmentView } from "./feedback-view.ts";
import { detectFileType } from "./file-type.ts";
import type { AppContext } from "./types.ts";

/** The body is the file itself; its name comes as `?name=`. Only the author's token opens this. */
export async function postAttachment(c: AppContext): Promise<Response> {
  const feedback = await requireFeedback(c);
  await requireToken(c, feedback.id);
  if (feedback.attachmentCount >= limits.attachmentsPerFeedback) throw tooMany();
  const bytes = await readBytes(c.req.raw, limits.attachmentBytes);
  const attachment = describeFile(c, bytes);
  const event = newEvent(c, "feedback.attached", feedback.id);
  await storeObject(c, attachment, bytes);
  // Two uploads at once can both pass the check above; this one decides.
  const isRecorded = await createAttachment(c.env.DB, event, attachment).catch(async (error) => {
    await removeObject(c, attachment);
    throw error;
  });
  if (!isRecorded) {
    await removeObject(c, attachment);
    throw tooMany();
  }
  emit(c, event);
  return c.json(attachmentView(c.var.board, feedback.id, attachment), 201);
}

/** Always a download: nothing that a visitor uploaded runs on our origin. */
export async function downloadAttachment(c: AppContext): Promise<Response> {
  const { id = "", attachmentId = "" } = c.req.param();
  const attachment = await getAttachment(c.env.DB, c.var.board, id, attachmentId);
  const object = attachment && (await readObject(c, attachment));
  if (!object) throw new Problem("not_found", "This feedback has no attachment with that id.");
  return c.body(object.body, 200, {
    "cache-control": "private, max-age=300",
    "content-disposition": contentDisposition(attachment.name),
    "content-length": String(object.size),
    "content-security-policy": "default-src 'none'; sandbox",
    "content-type": attachment.contentType,
    "cross-origin-resource-policy": "cross-origin",
    etag: object.httpEtag,
  });
}

/** @throws Problem forbidden */
async function requireToken(c: AppContext, feedbackId: string): Promise<void> {
  const token = /^Bearer ([0-9a-f]{64})$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const isHolder =
    token !== undefined &&
    (await mayAttach(c.env.DB, c.var.board, feedbackId, {
      hash: await sha256Hex(token.toLowerCase()),
      createdAfter: c.var.runtime.now() - limits.attachmentWindowMs,
    }));
  if (isHolder) return;
  throw new Problem(
    "forbidden",
    "Only the author may attach files, within an hour. Send the attachmentToken as a bearer token.",
  );
}

/** @throws Problem invalid_request, unsupported_media_type */
function describeFile(c: AppContext, bytes: Uint8Array): StoredAttachment {
  if (bytes.byteLength === 0) throw new Problem("invalid_request", "The file is empty.");
  const type = detectFileType(bytes);
  if (type === undefined) {
    throw new Problem("unsupported_media_type", "Attach a PNG, JPEG, GIF, WebP or PDF file.");
  }
  const { newId } = c.var.runtime;
  return {
    id: newId(),
    objectKey: `attachments/${newId()}`,
    name: safeFileName(c.req.query("name") ?? "", type.extension),
    contentType: type.contentType,
    sizeBytes: bytes.byteLength,
  };
}

function tooMany(): Problem {
  return new Problem(
    "conflict",
    `This feedback has ${limits.attachmentsPerFeedback} attachments, the most it can have.`,
  );
}

async function storeObject(c: AppContext, attachment: StoredAttachment, bytes: Uint8Array) {
  const { objectKey, contentType } = attachment;
  await callDependency("attachments", () =>
    c.env.ATTACHMENTS.put(objectKey, bytes, { httpMetadata: { contentType } }),
  );
}

/** Best effort: an object without a row is out of everybody's reach. */
async function removeObject(c: AppContext, { objectKey }: StoredAttachment): Promise<void> {
  await c.env.ATTACHMENTS.delete(objectKey).catch((error: unknown) => {
    c.var.log.warn("object is left without its row", { error, details: { objectKey } });
  });
}

function readObject(c: AppContext, { objectKey }: StoredAttachment): Promise<R2ObjectBody | null> {
  return callDependency("attachments", () => c.env.ATTACHMENTS.get(objectKey));
}
