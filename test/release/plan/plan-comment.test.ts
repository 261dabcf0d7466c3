import { expect, test } from "vitest";
import { codeBlock, inlineCode } from "../../../release/plan/inert-markdown.ts";
import { longestComment, planComment } from "../../../release/plan/plan-comment.ts";
import type { PlannedChange } from "../../../release/plan/planned-change.ts";

const gitSha = "0123456789012345678901234567890123456789";

function change(overrides: Partial<PlannedChange> = {}): PlannedChange {
  const type = "cloudflare:index/workersRoute:WorkersRoute";
  return { urn: "urn::route", type, name: "route", operation: "update", fields: [], ...overrides };
}

function comment(changes: readonly PlannedChange[], warnings: readonly string[] = []): string {
  return planComment({ stack: "staging", plan: { changes, unchanged: 7 }, gitSha, warnings });
}

test("a plan without changes says so in two lines", () => {
  expect(comment([])).toMatchInlineSnapshot(`
    "<!-- slipway preview staging -->

    ### \`staging\`: no changes

    Preview of 0123456; 7 resources stay as they are."
  `);
});

test("the worst changes stand first, each with its old and its new value", () => {
  const database = "cloudflare:index/d1Database:D1Database";
  const field = { path: "pattern", old: "a/*", new: "b/*", isReplacing: true };
  const text = comment([
    change({ operation: "create", name: "new-route" }),
    change({ operation: "replace", fields: [field] }),
    change({ operation: "delete", name: "db", type: database }),
  ]);
  expect(text).toMatchInlineSnapshot(`
    "<!-- slipway preview staging -->

    ### \`staging\`: 1 to delete, 1 to replace, 1 to create

    > [!CAUTION]
    > \`It deletes db (D1Database), and the data in it with it.\`

    > [!CAUTION]
    > \`It deletes or replaces 2 of 9 resources, more than 10 %.\`

    Preview of 0123456; 7 resources stay as they are.

    <details><summary>Data is lost (1)</summary>

    **delete** \`db\` \`D1Database\`

    </details>

    <details><summary>Deleted or replaced (1)</summary>

    **replace** \`route\` \`WorkersRoute\`
    \`\`\`diff
      pattern (replaces it)
    - a/*
    + b/*
    \`\`\`

    </details>

    <details><summary>Everything else (1)</summary>

    **create** \`new-route\` \`WorkersRoute\`

    </details>"
  `);
});

test("a plan of thousands of changes stays within the limit and says what is left out", () => {
  const value = "x".repeat(400);
  const changes = Array.from({ length: 3000 }, (_, index) =>
    change({
      name: `r${index}`,
      fields: [{ path: "p", old: value, new: value, isReplacing: false }],
    }),
  );
  const text = comment([change({ operation: "delete", name: "gone" }), ...changes]);
  expect(text.length).toBeLessThanOrEqual(longestComment);
  expect(text).toContain("**delete** `gone`");
  expect(text).toMatch(/\d+ more: run the preview to see them\.\n\n<\/details>$/);
});

const hostile = [
  "@everyone",
  "#1 org/repo#2",
  "```\n</details> @team",
  "<script>alert(1)</script>",
  "![x](https://evil.example/pixel.png)",
  "\u001b[31mred\u001b[0m",
  "\u202egnp.exe",
  "| a | b |",
];

test.each(hostile)("the value %j stays inside its block of code", (value) => {
  const text = comment([
    change({ fields: [{ path: "p", old: undefined, new: value, isReplacing: false }] }),
  ]);
  const [, fence = "", content = ""] = /\n(`{3,})diff\n([\s\S]*?)\n\1\n/.exec(text) ?? [];
  expect(fence.length).toBeGreaterThanOrEqual(3);
  expect(content).not.toContain(fence);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  expect(content).not.toMatch(/[\u001b\u202e]/);
  expect(text.replace(content, "")).not.toMatch(/@|evil|script|alert|gnp/);
});

test.each(hostile)("the name %j stays inline code on one line", (name) => {
  const code = inlineCode(name);
  const [fence = ""] = /^`+/.exec(code) ?? [];
  expect(code.endsWith(fence)).toBe(true);
  expect(code).not.toContain("\n");
  expect(code.slice(fence.length, -fence.length)).not.toContain(fence);
});

test("a block of code is fenced by more backticks than it has in a row", () => {
  expect(codeBlock("a ```` b", "diff")).toBe("`````diff\na ```` b\n`````");
});
