import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { R2Error } from "../../../local/data/r2-errors.ts";
import { useDataPlane } from "./support/use-data-plane.ts";

function useBucket() {
  const { data, directory, clock } = useDataPlane();
  const files = () => {
    const folder = join(directory, "data", "r2");
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      statSync(join(folder, name)).isFile(),
    ).length;
  };
  return { r2: data.r2, files, clock };
}

function refusalOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof R2Error) return error.code;
    throw error;
  }
  return undefined;
}

const bytes = (text: string) => Buffer.from(text);

test("bytes go with the last object that has them", () => {
  const { r2, files } = useBucket();
  r2.put("one", "a", bytes("same"));
  r2.put("two", "b", bytes("same"));
  expect(files()).toBe(1);
  r2.delete("one", ["a"]);
  expect(files()).toBe(1);
  r2.put("two", "b", bytes("other"));
  expect(files()).toBe(1);
  r2.deleteBucket("two");
  expect(files()).toBe(0);
});

test("a body that is being read stays until it has been read", async () => {
  const { r2, files } = useBucket();
  const large = Buffer.alloc(2 * 1024 * 1024, "abc");
  r2.put("bucket", "large", large);
  const found = r2.get("bucket", "large");
  r2.delete("bucket", ["large"]);
  expect(files()).toBe(1);
  expect((await buffer(found?.body as Readable)).equals(large)).toBe(true);
  expect(files()).toBe(0);
});

test("an upload in parts is invisible until it is complete, and leaves nothing when it is aborted", () => {
  const { r2, files } = useBucket();
  const first = Buffer.alloc(5 * 1024 * 1024, 1);
  const id = r2.createMultipartUpload("bucket", "big");
  const one = r2.uploadPart("bucket", "big", id, 1, first);
  const two = r2.uploadPart("bucket", "big", id, 2, bytes("tail"));
  r2.uploadPart("bucket", "big", id, 3, bytes("unused"));
  expect(r2.head("bucket", "big")).toBeUndefined();
  const object = r2.completeMultipartUpload("bucket", "big", id, [
    { part: 2, etag: two },
    { part: 1, etag: one },
  ]);
  expect(object).toMatchObject({
    sizeBytes: first.byteLength + 4,
    etag: expect.stringMatching(/^[0-9a-f]{32}-2$/),
  });
  expect(files()).toBe(2);
  expect(refusalOf(() => r2.uploadPart("bucket", "big", id, 1, first))).toBe("no-such-upload");

  const other = r2.createMultipartUpload("bucket", "aborted");
  r2.uploadPart("bucket", "aborted", other, 1, bytes("part"));
  r2.abortMultipartUpload("bucket", "aborted", other);
  expect(files()).toBe(2);
});

test.each<[string, string | undefined, number[]]>([
  ["one small part", undefined, [1]],
  ["a small part that is not the last", "entity-too-small", [5 * 1024 * 1024 - 1, 1]],
  ["parts of 5 MiB", undefined, [5 * 1024 * 1024, 5 * 1024 * 1024]],
  ["a last part that is larger", "bad-upload", [5 * 1024 * 1024, 5 * 1024 * 1024 + 1]],
])("an upload of %s has the refusal %s", (_what, code, sizes) => {
  const { r2 } = useBucket();
  const id = r2.createMultipartUpload("bucket", "big");
  const parts = sizes.map((size, index) => ({
    part: index + 1,
    etag: r2.uploadPart("bucket", "big", id, index + 1, Buffer.alloc(size, index)),
  }));
  expect(refusalOf(() => r2.completeMultipartUpload("bucket", "big", id, parts))).toBe(code);
});

test("a refused put leaves the object in place as it was", () => {
  const { r2, files } = useBucket();
  r2.put("bucket", "key", bytes("first"));
  const refusals = [
    refusalOf(() => r2.put("bucket", "key", bytes("x"), { digests: { md5: "0".repeat(32) } })),
    refusalOf(() =>
      r2.put("bucket", "key", bytes("x"), { onlyIf: { etagDoesNotMatch: [{ type: "wildcard" }] } }),
    ),
    refusalOf(() => r2.put("bucket", "k".repeat(1025), bytes("x"))),
    refusalOf(() =>
      r2.put("bucket", "key", bytes("x"), { customMetadata: { a: "b".repeat(8192) } }),
    ),
  ];
  expect(refusals).toEqual([
    "bad-digest",
    "precondition-failed",
    "invalid-object-name",
    "metadata-too-large",
  ]);
  expect(r2.get("bucket", "key")?.body.toString()).toBe("first");
  expect(files()).toBe(1);
});

test("a listing with a delimiter counts folded prefixes and goes on behind them", () => {
  const { r2 } = useBucket();
  for (const key of ["a", "b/1", "b/2", "b/3", "c", "d/1"]) r2.put("bucket", key, bytes(key));
  const pages: unknown[] = [];
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const page = r2.list("bucket", { delimiter: "/", limit: 2, cursor });
    pages.push([page.objects.map(({ key }) => key), page.delimitedPrefixes]);
    cursor = page.cursor;
  }
  expect(pages).toEqual([
    [["a"], ["b/"]],
    [["c"], ["d/"]],
  ]);
});
