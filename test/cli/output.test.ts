import { expect, test } from "vitest";
import { Output } from "../../cli/output.ts";
import { usePrinted } from "./printed.ts";

/** An output, and what a terminal would be sent by it. */
function useOutput(isJson = false) {
  return { written: usePrinted(), output: new Output({ json: isJson }) };
}

test.each([
  ["moves the cursor", "a\u001b[2K\u001b[1Ab", "ab"],
  ["hides what follows", "a\u001b[8mb", "ab"],
  ["sets the window's title", "a\u001b]0;owned\u0007b", "ab"],
  ["makes a link", "a\u001b]8;;https://evil.example\u001b\\b", "ab"],
  ["uses the one-character form", "a\u009b2Jb", "a2Jb"],
  ["resets the terminal", "a\u001bcb", "acb"],
  ["writes over the line's beginning", "failed\rpassed", "failedpassed"],
  ["rings and erases", "a\u0007\u0008\u0000\u007fb", "ab"],
  ["turns the reading direction", "a\u202eb\u2066c\u200fd", "abcd"],
])("text of others that %s is printed without", (_what, text, printed) => {
  const { output, written } = useOutput();
  output.line(text);
  output.failure({ message: text, hint: text });
  expect(written.stdout).toBe(`${printed}\n`);
  expect(written.stderr).toContain(` ${printed}\n  ${printed}\n`);
});

test("a bug's stack is cleaned too", () => {
  const { output, written } = useOutput();
  output.failure(new Error("a\u001b[2Jb"));
  expect(written.stderr).toContain("Error: ab\n");
});

test("lines, tabs, colours and letters of all languages stay", () => {
  const { output, written } = useOutput();
  const text = "a\n\tb \u001b[31mred\u001b[39m \u001b[2mdim\u001b[22m é 漢 🚀";
  output.line(text);
  expect(written.stdout).toBe(`${text}\n`);
});

test("JSON says the same and sends a terminal nothing but text", () => {
  const { output, written } = useOutput(true);
  const value = { text: "a\u001b[2J\u009b2J\u202e\u2028\u007fé" };
  output.json(value);
  expect(JSON.parse(written.stdout)).toEqual(value);
  expect(written.stdout).toBe('{\n  "text": "a\\u001b[2J\\u009b2J\\u202e\\u2028\\u007fé"\n}\n');
});
