import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { newestRelease, releaseVersion, timestamp } from "../../infra/release-version.ts";
import { type Checkout, useCheckout, useRepository } from "./checkout.ts";

// Proves the release's name against real repositories made for each test.

const bundle = {
  contentFile: "~/x.js",
  digest: "0123456789abcdef",
  sources: ["worker/api/index.ts", "worker/kit/name.ts"],
  packages: ["hono"],
};

const lock = (hono: string, vitest = "sha512-v1") =>
  JSON.stringify({
    packages: {
      "node_modules/hono": { integrity: hono },
      "node_modules/vitest": { integrity: vitest },
    },
  });

/** A Worker that was committed on the first of the month. */
function useWorker(): Checkout & { readonly first: string } {
  const repository = useRepository();
  repository.write({
    "worker/api/index.ts": "1",
    "worker/kit/name.ts": "1",
    "package-lock.json": lock("sha512-h1"),
    "README.md": "1",
  });
  return { ...repository, first: repository.commit("2026-11-01T08:09:10Z") };
}

test("a release is named after the commit and its time in UTC", async () => {
  const { root, first } = useWorker();
  expect(await releaseVersion(bundle, root)).toEqual({
    version: `${first.slice(0, 7)}-20261101080910`,
    commit: first,
  });
});

test("a commit that leaves the Worker alone leaves its name alone", async () => {
  const { root, first, write, commit } = useWorker();
  write({ "README.md": "2", "package-lock.json": lock("sha512-h1", "sha512-v2") });
  commit("2026-11-02T00:00:00Z");
  expect((await releaseVersion(bundle, root)).commit).toBe(first);
});

test.each([
  ["a source file", { "worker/kit/name.ts": "2" }],
  ["the version of a package in the bundle", { "package-lock.json": lock("sha512-h2") }],
])("a commit that changes %s gives a new name", async (_title, change) => {
  const { root, write, commit } = useWorker();
  write(change);
  const second = commit("2026-11-02T03:04:05+02:00");
  expect(await releaseVersion(bundle, root)).toEqual({
    version: `${second.slice(0, 7)}-20261102010405`,
    commit: second,
  });
});

test.each([
  ["a changed source file", { "worker/api/index.ts": "2" }],
  ["a package that is not committed", { "package-lock.json": lock("sha512-h2") }],
])("%s adds the digest of the code to the name", async (_title, change) => {
  const { root, first, write } = useWorker();
  write(change);
  expect((await releaseVersion(bundle, root)).version).toBe(
    `${first.slice(0, 7)}-20261101080910+01234567`,
  );
});

test("a new source file that is not committed adds the digest", async () => {
  const { root, write } = useWorker();
  write({ "worker/api/new.ts": "1" });
  const { version } = await releaseVersion(
    { ...bundle, sources: [...bundle.sources, "worker/api/new.ts"] },
    root,
  );
  expect(version).toMatch(/\+01234567$/);
});

test("a change elsewhere that is not committed adds nothing", async () => {
  const { root, write } = useWorker();
  write({ "README.md": "2", "worker/other/index.ts": "1" });
  expect((await releaseVersion(bundle, root)).version).not.toContain("+");
});

test.each([
  ["no repository", useCheckout],
  ["a repository without a commit", useRepository],
])("with %s the name is the digest of the code", async (_title, use) => {
  const { root, write } = use();
  write({ "worker/api/index.ts": "1", "package-lock.json": lock("sha512-h1") });
  expect(await releaseVersion(bundle, root)).toEqual({
    version: "0000000-00000000000000+01234567",
  });
});

test("a clone cut off after the Worker's last change is refused, saying what to fetch", async () => {
  const origin = useWorker();
  origin.write({ "README.md": "2" });
  origin.commit("2026-11-02T00:00:00Z");
  const error = await releaseVersion(bundle, useClone(origin, 1)).catch((thrown) => thrown);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect(error.message).toMatch(/git fetch --unshallow.*fetch-depth: 0/);
});

test("a clone cut off before the Worker's last change is as good as a whole one", async () => {
  const origin = useWorker();
  origin.write({ "README.md": "2" });
  origin.commit("2026-11-02T00:00:00Z");
  origin.write({ "worker/api/index.ts": "2" });
  const last = origin.commit("2026-11-03T00:00:00Z");
  const clean = { ...bundle, packages: [] };
  expect((await releaseVersion(clean, useClone(origin, 2))).commit).toBe(last);
});

test("a repository that git cannot read is refused with git's words", async () => {
  const { root, write } = useCheckout();
  write({ ".git": "gitdir: nowhere" });
  await expect(releaseVersion(bundle, root)).rejects.toThrow("cannot be read.\nfatal:");
});

test("a stack's release is that of the Worker changed last", () => {
  const releases = [
    { version: "aaaaaaa-20261101000000" },
    { version: "bbbbbbb-20261103000000+01234567" },
    { version: "ccccccc-20261102000000" },
  ];
  expect(newestRelease(releases)).toBe(releases[1]);
});

test("a timestamp is fourteen digits of UTC", () => {
  expect(timestamp(1_793_520_550)).toBe("20261101080910");
});

/** The root of a clone that has the newest commits only. */
function useClone(origin: Checkout, depth: number): string {
  const clone = useCheckout();
  clone.git("clone", "--quiet", `--depth=${depth}`, `file://${origin.root}`, clone.root);
  expect(clone.git("rev-parse", "--is-shallow-repository")).toBe("true");
  return clone.root;
}
