import type { Context } from "hono";
import { ApiError } from "./envelope.ts";

/** @see https://developers.cloudflare.com/workers/platform/limits/#worker-size */
export const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;

/**
 * The parts of a multipart body. The boundary is taken from the body itself: the `cloudflare` SDK
 * sends scripts under `content-type: application/javascript` (observed, 7.3.0).
 * @throws ApiError 10027 for a body that is too long, 10001 for one that is no form.
 */
export async function readMultipart(c: Context): Promise<FormData> {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength > MAX_UPLOAD_BYTES * 1.5) throw uploadTooLarge();
  const firstLine = Buffer.from(bytes, 0, Math.min(200, bytes.byteLength))
    .toString("latin1")
    .split("\r\n")[0];
  if (!firstLine?.startsWith("--")) throw noForm();
  const type = `multipart/form-data; boundary=${firstLine.slice(2)}`;
  try {
    return await new Response(bytes, { headers: { "content-type": type } }).formData();
  } catch {
    throw noForm();
  }
}

export function uploadTooLarge(): ApiError {
  return new ApiError(
    413,
    10027,
    `Your Worker exceeded the size limit of ${MAX_UPLOAD_BYTES / 1024 / 1024} MiB.`,
  );
}

function noForm(): ApiError {
  return new ApiError(400, 10001, "The request body is not a multipart/form-data form.");
}

/**
 * The object that a form carries under `name`: one JSON part (wrangler, the Terraform provider) or
 * bracketed fields such as `metadata[bindings][][name]` (the `cloudflare` SDK).
 * @returns undefined if the form has neither. @throws ApiError for a part that is not JSON.
 */
export async function formObject(form: FormData, name: string): Promise<unknown> {
  const part = form.get(name);
  if (part !== null) {
    const text = typeof part === "string" ? part : await part.text();
    try {
      return JSON.parse(text);
    } catch {
      throw new ApiError(400, 10002, `The form part "${name}" is not valid JSON.`);
    }
  }
  const fields = [...form].filter(
    (entry): entry is [string, string] =>
      entry[0].startsWith(`${name}[`) && typeof entry[1] === "string",
  );
  return fields.length === 0 ? undefined : fromBrackets(fields, name);
}

type Tree = { [key: string]: Tree | Tree[] | string | string[] };

/** An empty bracket is a list; its next element begins where a field of the last one repeats. */
function fromBrackets(fields: [string, string][], name: string): Tree {
  const root: Tree = {};
  for (const [field, value] of fields) {
    const path = [...field.slice(name.length).matchAll(/\[([^\]]*)\]/g)].map(([, key = ""]) => key);
    assign(root, path, value);
  }
  return root;
}

function assign(node: Tree, [key = "", ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    node[key] = value;
    return;
  }
  if (rest[0] !== "") {
    node[key] ??= {};
    assign(node[key] as Tree, rest, value);
    return;
  }
  node[key] ??= [];
  const list = node[key] as (Tree | string)[];
  const inner = rest.slice(1);
  if (inner.length === 0) {
    list.push(value);
    return;
  }
  let last = list.at(-1) as Tree | undefined;
  if (last === undefined || isTaken(last, inner)) {
    last = {};
    list.push(last);
  }
  assign(last, inner, value);
}

function isTaken(node: Tree, [key = "", ...rest]: string[]): boolean {
  const value = node[key];
  if (value === undefined || rest[0] === "") return false;
  return rest.length === 0 || isTaken(value as Tree, rest);
}
