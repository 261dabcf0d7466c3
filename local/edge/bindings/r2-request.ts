import { z } from "zod";
import { R2Error } from "../../data/r2-errors.ts";

/** Cap'n Proto writes 64-bit numbers as text. */
const wide = z.coerce.number();

const etags = z
  .array(z.object({ type: z.enum(["strong", "weak", "wildcard"]), value: z.string().optional() }))
  .min(1)
  .optional();

const onlyIf = z
  .object({
    etagMatches: etags,
    etagDoesNotMatch: etags,
    uploadedBefore: wide.optional(),
    uploadedAfter: wide.optional(),
    secondsGranularity: z.boolean().optional(),
  })
  .optional();

const range = z
  .object({ offset: wide.optional(), length: wide.optional(), suffix: wide.optional() })
  .optional();

const base64 = z.string().transform((text) => Buffer.from(text, "base64").toString("hex"));

const putMetadata = {
  object: z.string(),
  customFields: z.array(z.object({ k: z.string(), v: z.string() })).optional(),
  httpFields: z
    .object({
      contentType: z.string().optional(),
      contentLanguage: z.string().optional(),
      contentDisposition: z.string().optional(),
      contentEncoding: z.string().optional(),
      cacheControl: z.string().optional(),
      cacheExpiry: wide.optional(),
    })
    .optional(),
  storageClass: z.string().optional(),
};

const upload = { object: z.string(), uploadId: z.string() };

const put = z
  .object({
    method: z.literal("put"),
    ...putMetadata,
    onlyIf,
    // The MD5 comes in Base64, the others in hex.
    md5: base64.optional(),
    sha1: z.string().optional(),
    sha256: z.string().optional(),
    sha384: z.string().optional(),
    sha512: z.string().optional(),
  })
  .transform(({ md5, sha1, sha256, sha384, sha512, ...rest }) => ({
    ...nameMetadata(rest),
    digests: dropUndefined({ md5, sha1, sha256, sha384, sha512 }),
  }));

const requestSchema = z.union([
  z.object({ method: z.literal("head"), object: z.string() }),
  z.object({
    method: z.literal("get"),
    object: z.string(),
    range,
    rangeHeader: z.string().optional(),
    onlyIf,
  }),
  z.object({
    method: z.literal("list"),
    prefix: z.string().optional(),
    delimiter: z.string().optional(),
    cursor: z.string().optional(),
    startAfter: z.string().optional(),
    limit: z.number().optional(),
    include: z
      .array(z.literal([0, 1]))
      .default([])
      .transform((fields) => fields.map((field) => (field === 0 ? "http" : "custom"))),
  }),
  put,
  z.object({
    method: z.literal("delete"),
    object: z.string().optional(),
    objects: z.array(z.string()).optional(),
  }),
  z
    .object({ method: z.literal("createMultipartUpload"), ...putMetadata })
    .transform((call) => nameMetadata(call)),
  z.object({ method: z.literal("uploadPart"), ...upload, partNumber: z.number() }),
  z.object({
    method: z.literal("completeMultipartUpload"),
    ...upload,
    parts: z.array(z.object({ part: z.number(), etag: z.string() })),
  }),
  z.object({ method: z.literal("abortMultipartUpload"), ...upload }),
]);

export type R2Request = z.infer<typeof requestSchema>;

/** @throws R2Error `invalid-argument` */
export function parseR2Request(text: string): R2Request {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    throw new R2Error("invalid-argument");
  }
  const parsed = requestSchema.safeParse(input);
  if (!parsed.success) throw new R2Error("invalid-argument");
  return parsed.data;
}

function nameMetadata<
  T extends {
    customFields?: { k: string; v: string }[] | undefined;
    httpFields?: Record<string, unknown> | undefined;
  },
>({ customFields = [], httpFields = {}, ...rest }: T) {
  return {
    ...rest,
    customMetadata: Object.fromEntries(customFields.map(({ k, v }) => [k, v])),
    httpMetadata: dropUndefined(httpFields as NonNullable<T["httpFields"]>),
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function dropUndefined<T extends object>(record: T): Defined<T> {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
