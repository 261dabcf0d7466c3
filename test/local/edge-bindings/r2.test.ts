import type { R2Bucket, R2Object } from "@cloudflare/workers-types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Scenario, startScenarios, type WorkerScenarios } from "./support/worker-scenarios.ts";

interface Env {
  R2: R2Bucket;
}

const scenarios = {
  objects: async ({ R2 }) => {
    const hex = (bytes: ArrayBuffer | undefined) =>
      bytes &&
      Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const describe = (object: R2Object | null) =>
      object && [
        object.key,
        object.size,
        object.etag,
        object.httpEtag,
        object.httpMetadata,
        object.customMetadata,
        object.range,
        hex(object.checksums.md5),
        hex(object.checksums.sha256),
        typeof object.version,
        object.uploaded instanceof Date,
      ];
    const put = await R2.put("a.txt", "hello world", {
      httpMetadata: { contentType: "text/plain", cacheExpiry: new Date(1e12) },
      customMetadata: { author: "Ada" },
      sha256: "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",
    });
    const got = await R2.get("a.txt");
    await R2.put("stream", new Response("0123456789").body as never);
    return [
      [put.key, put.size, put.etag, put.customMetadata],
      describe(await R2.head("a.txt")),
      describe(got),
      await got?.text(),
      await (await R2.get("stream"))?.text(),
      await R2.head("absent"),
      await R2.get("absent"),
      (await R2.put("empty", null))?.size,
    ];
  },
  ranges: async ({ R2 }, attempt) => {
    await R2.put("digits", "0123456789");
    const read = async (range: object) => {
      const object = await R2.get("digits", { range: range as never });
      return [await object?.text(), object?.range];
    };
    return [
      await read({ offset: 2, length: 3 }),
      await read({ offset: 7 }),
      await read({ offset: 7, length: 100 }),
      await read({ length: 2 }),
      await read({ suffix: 3 }),
      await read({ suffix: 30 }),
      await read(new Headers({ range: "bytes=1-3" })),
      await read(new Headers({ range: "bytes=-2" })),
      await read(new Headers({ range: "bytes=8-" })),
      await read(new Headers({ range: "nonsense" })),
      await attempt(() => read({ offset: 11 })),
      await attempt(() => read({ offset: 2, length: 0 })),
    ];
  },
  conditions: async ({ R2 }) => {
    const etag = (await R2.put("c", "one"))?.etag ?? "";
    const get = async (onlyIf: object) => {
      const object = await R2.get("c", { onlyIf: onlyIf as never });
      return object && ("body" in object ? "body" : "no body");
    };
    const put = async (key: string, onlyIf: object) =>
      (await R2.put(key, "two", { onlyIf: onlyIf as never })) !== null;
    return [
      await get({ etagMatches: etag }),
      await get({ etagMatches: "other" }),
      await get({ etagDoesNotMatch: etag }),
      await get({ etagDoesNotMatch: "other" }),
      await get({ uploadedBefore: new Date(1) }),
      await get({ uploadedAfter: new Date(1) }),
      await get(new Headers({ "if-none-match": `"${etag}"` })),
      await get(new Headers({ "if-match": "*" })),
      await put("c", { etagDoesNotMatch: "*" }),
      await put("new", { etagDoesNotMatch: "*" }),
      await put("c", { etagMatches: etag }),
      await put("absent", { etagMatches: "*" }),
    ];
  },
  list: async ({ R2 }) => {
    for (const key of ["l/b/1", "l/a", "l/b/2", "l/c", "l/d/e/f", "l/\u00e9", "m"]) {
      await R2.put(key, key, { customMetadata: { key } });
    }
    const page = async (options: object) => {
      const listed = await R2.list(options);
      return [
        listed.objects.map(({ key, customMetadata }) => [key, customMetadata]),
        listed.delimitedPrefixes,
        listed.truncated,
      ];
    };
    const first = await R2.list({ prefix: "l/", limit: 2 });
    const cursor = first.truncated ? first.cursor : "";
    const folded = await R2.list({ prefix: "l/", delimiter: "/", limit: 2 });
    const foldedCursor = folded.truncated ? folded.cursor : "";
    return [
      first.objects.map(({ key }) => key),
      await page({ prefix: "l/", cursor }),
      await page({ prefix: "l/", delimiter: "/" }),
      [folded.objects.map(({ key }) => key), folded.delimitedPrefixes],
      await page({ prefix: "l/", delimiter: "/", cursor: foldedCursor }),
      await page({ prefix: "l/", startAfter: "l/b/2" }),
      await page({ prefix: "l/", include: ["customMetadata"] }),
    ];
  },
  delete: async ({ R2 }) => {
    for (const key of ["d1", "d2", "d3"]) await R2.put(key, key);
    await R2.delete("d1");
    await R2.delete(["d2", "absent"]);
    return [await R2.head("d1"), await R2.head("d2"), (await R2.head("d3"))?.key];
  },
  multipart: async ({ R2 }) => {
    const size = 5 * 1024 * 1024;
    const upload = await R2.createMultipartUpload("big", {
      httpMetadata: { contentType: "application/x-big" },
    });
    const second = await upload.uploadPart(2, "tail");
    const first = await R2.resumeMultipartUpload("big", upload.uploadId).uploadPart(
      1,
      new Uint8Array(size).fill(65),
    );
    const completed = await upload.complete([first, second]);
    const seam = await R2.get("big", { range: { offset: size - 2, length: 5 } });
    const all = await (await R2.get("big"))?.arrayBuffer();
    return [
      completed.size,
      completed.etag,
      completed.httpMetadata,
      await seam?.text(),
      all?.byteLength,
      (await R2.head("big"))?.checksums.md5 === undefined,
    ];
  },
  multipartRefusals: async ({ R2 }, attempt) => {
    const small = await R2.createMultipartUpload("small");
    const parts = [await small.uploadPart(1, "a"), await small.uploadPart(2, "b")];
    const tooSmall = await attempt(() => small.complete(parts));
    const wrongEtag = await attempt(() => small.complete([{ partNumber: 1, etag: "nonsense" }]));
    await small.abort();
    return [
      tooSmall,
      wrongEtag,
      await attempt(() => small.uploadPart(3, "c")),
      await attempt(() => R2.resumeMultipartUpload("small", "nonsense").uploadPart(1, "a")),
      await R2.head("small"),
    ];
  },
  refusals: async ({ R2 }, attempt) => [
    await attempt(() => R2.put("k".repeat(1025), "")),
    await attempt(() => R2.put("k", "", { customMetadata: { a: "b".repeat(8200) } })),
    await attempt(() => R2.put("k", "x", { md5: "00000000000000000000000000000000" })),
    await attempt(() => R2.list({ limit: 1001 })),
    await attempt(() => R2.list({ limit: 0 })),
  ],
} satisfies Record<string, Scenario<Env>>;

describe("an R2 binding", () => {
  let worker: WorkerScenarios<keyof typeof scenarios>;

  beforeAll(async () => {
    worker = await startScenarios<Env, keyof typeof scenarios>({
      scenarios,
      bindings: [{ type: "r2_bucket", name: "R2", bucket_name: "bucket-1" }],
      simulators: { R2: { type: "r2", name: "bucket-1" } },
    });
  });
  afterAll(() => worker?.close());

  test.each([
    "objects",
    "ranges",
    "conditions",
    "list",
    "delete",
    "multipart",
    "multipartRefusals",
    "refusals",
  ] as const)("answers %s as Miniflare's simulator does", async (scenario) => {
    expect(await worker.run(scenario)).toEqual(await worker.simulate(scenario));
  });
});
