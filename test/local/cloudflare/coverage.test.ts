import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { createApp } from "../../../local/vendors/cloudflare/app.ts";
import type { ControlPlane } from "../../../local/vendors/cloudflare/control-plane.ts";
import { coverage } from "../../../local/vendors/cloudflare/coverage.ts";
import { storageRoutes } from "../../../local/vendors/cloudflare/storage/routes.ts";
import { useCloudflare } from "../support/cloudflare-server.ts";

test("the coverage table names exactly the routes that are registered", async () => {
  const { context, edge } = await useCloudflare();
  const plane = { context, edge, tables: {}, serving: {}, data: {} } as unknown as ControlPlane;
  const storage = storageRoutes(context, {} as never, {} as never);
  const registered = createApp(plane, "/client/v4", storage)
    .routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path}`);
  const listed = coverage.map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(registered)].sort()).toEqual(listed.toSorted());
});

test("no operation is listed twice, and every partial one says what is missing", () => {
  const listed = coverage.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(listed).size).toBe(listed.length);
  const silent = coverage.filter(({ support, note }) => support === "partial" && !note);
  expect(silent).toEqual([]);
});

test("the README's limits are those of the table", () => {
  const readme = readFileSync(
    resolve(import.meta.dirname, "../../../local/vendors/cloudflare/README.md"),
    "utf8",
  );
  const limits = coverage
    .filter(({ support }) => support === "partial")
    .map(({ method, path, note }) => `- \`${method} ${path}\`: ${note}`);
  const listed = readme.split("\n").filter((line) => /^- `(GET|POST|PUT|PATCH|DELETE) /.test(line));
  expect(listed).toEqual(limits);
});
