import type { Harness } from "./harness.ts";

export const board = "/api/v1/acme/main/feedback";

export interface CreatedFeedback {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly authorName: string | null;
  readonly votes: number;
  readonly attachmentCount: number;
  readonly createdAt: string;
  readonly attachmentToken: string;
}

/** Creates feedback through the API. */
export async function createFeedback(
  worker: Harness,
  input: { readonly title?: string; readonly body?: string; readonly authorName?: string } = {},
  path = board,
): Promise<CreatedFeedback> {
  const response = await worker.postJson(path, { title: "Dark mode", ...input });
  if (response.status !== 201) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  return response.json();
}

/** A voter id of the shape that browsers make. */
export function voterId(number: number): string {
  return `voter-${String(number).padStart(16, "0")}`;
}

/** The code of a failed request. */
export async function problemCode(response: Response): Promise<string> {
  const { error } = await response.json<{ error: { code: string } }>();
  return error.code;
}

/** The smallest file of each type that the API takes: its signature and one more byte. */
export const files = {
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0],
  jpg: [0xff, 0xd8, 0xff, 0xe0],
  gif: [0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0],
  webp: [0x52, 0x49, 0x46, 0x46, 1, 2, 3, 4, 0x57, 0x45, 0x42, 0x50, 0],
  pdf: [0x25, 0x50, 0x44, 0x46, 0x2d, 0x31],
} as const;

/** A PNG of exactly so many bytes. */
export function pngOf(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  bytes.set(files.png);
  return bytes;
}

/** Attaches a file as its author. */
export function attach(
  worker: Harness,
  { id, attachmentToken }: Pick<CreatedFeedback, "id" | "attachmentToken">,
  body: Uint8Array<ArrayBuffer> | ReadableStream,
  { name = "screen.png", headers = {} }: { name?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return worker.fetch(`${board}/${id}/attachments?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${attachmentToken}`, ...headers },
    body,
  });
}
