import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { bundleWorker, packageOf } from "../../infra/bundle.ts";
import { useCheckout, useFolder } from "./checkout.ts";

// Proves that a bundle is a function of its sources. That the code runs, the Worker's tests prove.

const sources = {
  "worker/api/index.ts": `import { greet } from "hono";
import { name } from "../kit/name.ts";
import widget from "./widget.ts?browser";
export default { fetch: (): Response => new Response(greet(name) + widget) };`,
  "worker/kit/name.ts": "export const name: string = 'Ada';",
  "worker/api/widget.ts": `import styles from "./widget.css"; import { tag } from "./tag.ts"; console.log(styles, tag);`,
  "worker/api/widget.css": "b { color: red }",
  "worker/api/tag.ts": "export const tag = 'feedback-widget';",
  "node_modules/hono/index.js": "export const greet = (name) => 'Hello, ' + name;",
  "node_modules/hono/package.json": '{ "name": "hono", "module": "index.js" }',
};

function useWorker(changes: Record<string, string> = {}) {
  const checkout = useCheckout();
  checkout.write({ ...sources, ...changes });
  const home = useFolder();
  const bundle = () => bundleWorker("api", { root: checkout.root, home });
  const code = (contentFile: string) => readFileSync(join(home, contentFile.slice(2)), "utf8");
  return { ...checkout, home, bundle, code };
}

test("the same sources give the same bytes in another checkout", async () => {
  const [here, there] = [useWorker(), useWorker()];
  const [first, second] = [await here.bundle(), await there.bundle()];
  expect(second).toEqual(first);
  expect(there.code(second.contentFile)).toBe(here.code(first.contentFile));
});

test("the code holds no path of this machine", async () => {
  const { bundle, code, root } = useWorker();
  const { contentFile } = await bundle();
  expect(contentFile).toMatch(/^~\/\.cache\/slipway\/bundles\/api\/[0-9a-f]{32}\.js$/);
  expect(code(contentFile)).not.toContain(root);
  expect(code(contentFile)).not.toContain("node_modules");
});

test("one changed letter gives another digest and another file", async () => {
  const { bundle, write } = useWorker();
  const before = await bundle();
  write({ "worker/kit/name.ts": "export const name: string = 'Eda';" });
  const after = await bundle();
  expect(after.digest).not.toBe(before.digest);
  expect(after.contentFile).not.toBe(before.contentFile);
});

test("a comment changes nothing", async () => {
  const { bundle, write } = useWorker();
  const before = await bundle();
  write({ "worker/kit/name.ts": "// who\nexport const name: string = 'Ada';" });
  expect((await bundle()).digest).toBe(before.digest);
});

test("it knows its own files, those of the browser script included, and its packages", async () => {
  const { bundle } = useWorker();
  const { sources: files, packages } = await bundle();
  expect(files).toEqual([
    "worker/api/index.ts",
    "worker/api/tag.ts",
    "worker/api/widget.css",
    "worker/api/widget.ts",
    "worker/kit/name.ts",
  ]);
  expect(packages).toEqual(["hono"]);
});

test.each([
  ["a syntax error", { "worker/kit/name.ts": "export const name = ;" }, "worker/kit/name.ts:1:20"],
  [
    "a missing file",
    { "worker/api/index.ts": 'import "./gone.ts";' },
    'Could not resolve "./gone.ts"',
  ],
  [
    "a missing package",
    { "worker/api/index.ts": 'import "nowhere";' },
    'Could not resolve "nowhere"',
  ],
  [
    "a syntax error in the browser script",
    { "worker/api/tag.ts": "export const tag = ;" },
    "worker/api/tag.ts:1:19",
  ],
])(
  "%s ends the program with the compiler's words and no stack trace",
  async (_title, change, text) => {
    const { bundle } = useWorker(change);
    const error = await bundle().catch((thrown: unknown) => thrown);
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect((error as Error).message).toContain(
      "The Worker api does not build; nothing was changed.",
    );
    expect((error as Error).message).toContain(text);
  },
);

test("only the bundles used last are kept", async () => {
  const { bundle, home } = useWorker();
  const { contentFile } = await bundle();
  const folder = join(home, contentFile.slice(2), "..");
  for (let number = 0; number < 30; number++) {
    const old = join(folder, `old-${number}.js`);
    writeFileSync(old, "");
    utimesSync(old, number, number);
  }
  await bundle();
  expect(readdirSync(folder)).toHaveLength(20);
  expect(existsSync(join(folder, "old-0.js"))).toBe(false);
  expect(existsSync(join(home, contentFile.slice(2)))).toBe(true);
});

test.each([
  ["node_modules/hono/dist/index.js", "hono"],
  ["../shared/node_modules/@scope/name/index.js", "@scope/name"],
  ["node_modules/a/node_modules/b/index.js", "b"],
  ["worker/kit/node_modules.ts", undefined],
])("the file %s is of the package %s", (path, name) => {
  expect(packageOf(path)).toBe(name);
});
