import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { writeLocalStackConfig } from "../../local/engine/stack-config/write-local-stack-config.ts";
import { useTemporaryDirectory } from "./support/temporary-directory.ts";

function useStack(committed: Record<string, unknown>, overlay: Record<string, unknown> = {}) {
  const root = useTemporaryDirectory();
  const stacks = join(root, "data", "stacks");
  mkdirSync(stacks, { recursive: true });
  const stack = {
    committed: join(root, "Pulumi.staging.yaml"),
    overlay: join(stacks, "overlay.staging.json"),
    generated: join(stacks, "Pulumi.staging.yaml"),
    write: (passphrase = "local") =>
      writeLocalStackConfig({
        projectDirectory: root,
        dataDirectory: join(root, "data"),
        stack: "staging",
        passphrase,
      }),
    read: () => parse(readFileSync(stack.generated, "utf8")),
    /** As `pulumi config` does it. */
    edit: (change: (config: Record<string, unknown>) => void) => {
      const file = stack.read();
      change(file.config);
      writeFileSync(stack.generated, stringify(file));
    },
  };
  writeFileSync(stack.committed, stringify({ config: committed }));
  writeFileSync(stack.overlay, JSON.stringify(overlay));
  return stack;
}

test("the committed file is only read; the copy is for its owner alone", () => {
  const stack = useStack({ "slipway:zone": "example.com" }, { "slipway:key": { secret: "k" } });
  const before = readFileSync(stack.committed, "utf8");
  expect(stack.write()).toBe(stack.generated);
  expect(readFileSync(stack.committed, "utf8")).toBe(before);
  expect(statSync(stack.generated).mode & 0o777).toBe(0o600);
});

test("the same inputs give the same file, byte for byte, salt and secrets included", () => {
  const stack = useStack({ a: "1" }, { key: { secret: "k" } });
  stack.write();
  const first = readFileSync(stack.generated, "utf8");
  rmSync(stack.generated);
  stack.write();
  expect(readFileSync(stack.generated, "utf8")).toBe(first);
});

test("a change of the committed file or of the overlay arrives", () => {
  const stack = useStack({ a: "1" }, { b: "1" });
  stack.write();
  writeFileSync(stack.committed, stringify({ config: { a: "2", c: "new" } }));
  writeFileSync(stack.overlay, JSON.stringify({ b: "2" }));
  stack.write();
  expect(stack.read().config).toEqual({ a: "2", c: "new", b: "2" });
});

test("what `pulumi config` set or removed survives later changes of the committed file", () => {
  const stack = useStack({ a: "1", b: "1" });
  stack.write();
  stack.edit((config) => {
    config.a = "edited";
    config.c = { secure: "v1:n:c" };
    delete config.b;
  });
  stack.write();
  writeFileSync(stack.committed, stringify({ config: { a: "2", b: "2", d: "new" } }));
  stack.write();
  expect(stack.read().config).toEqual({ a: "edited", c: { secure: "v1:n:c" }, d: "new" });
});

test("a salt that the engine made is kept", () => {
  const stack = useStack({ a: "1" });
  const encryptionsalt = "v1:AZvDurStXuk=:v1:2YOnDYmI+fbI0NCg:RPuLny7+cg5EiqLQm9L1/D7miQGCcw==";
  writeFileSync(stack.generated, stringify({ encryptionsalt }));
  stack.write("x");
  expect(stack.read()).toMatchObject({ encryptionsalt, config: { a: "1" } });
});

test("a stack without a committed file has the overlay's configuration", () => {
  const stack = useStack({}, { b: "1" });
  rmSync(stack.committed);
  stack.write();
  expect(stack.read().config).toEqual({ b: "1" });
});

test("a process ended between its two writes leaves nothing that looks like an edit", () => {
  const stack = useStack({ a: "1" });
  stack.write();
  const old = readFileSync(stack.generated, "utf8");
  writeFileSync(stack.committed, stringify({ config: { a: "2" } }));
  stack.write();
  writeFileSync(stack.generated, old);
  writeFileSync(stack.committed, stringify({ config: { a: "3" } }));
  stack.write();
  expect(stack.read().config).toEqual({ a: "3" });
});
