import { onTestFinished, vi } from "vitest";

/** Takes what is printed for the rest of the test; it grows as it is printed. */
export function usePrinted(): { stdout: string; stderr: string } {
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    const spy = vi.spyOn(process[name], "write").mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  return printed;
}
