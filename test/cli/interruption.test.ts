import { expect, onTestFinished, test, vi } from "vitest";
import { interruptible } from "../../cli/interruption.ts";
import { Output } from "../../cli/output.ts";

function usePrinted() {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text).trim());
    return true;
  });
  onTestFinished(() => spy.mockRestore());
  return { output: new Output({ json: false }), lines };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s asks work to stop, once, and waits for its end",
  async (name) => {
    const { output, lines } = usePrinted();
    let asked = 0;
    const result = await interruptible(output, async (signal) => {
      signal.addEventListener("abort", () => asked++);
      process.emit(name);
      process.emit(name);
      return "brought to its end";
    });
    expect([result, asked]).toEqual(["brought to its end", 1]);
    expect(lines).toEqual([
      expect.stringMatching(/^Stopping: /),
      expect.stringMatching(/^Still stopping\. /),
    ]);
  },
);

test("after the work, signals end the process as ever", async () => {
  const { output } = usePrinted();
  const before = process.listenerCount("SIGINT");
  await expect(interruptible(output, () => Promise.reject(new Error("failed")))).rejects.toThrow();
  expect(process.listenerCount("SIGINT")).toBe(before);
});
