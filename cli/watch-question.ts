import { stderr, stdin } from "node:process";
import { createInterface } from "node:readline/promises";
import type { Choice } from "../release/watch/decision.ts";

const choices: Readonly<Record<string, Choice>> = { r: "roll-back", g: "go-on", s: "stop" };

/** Asks until the answer is one of the choices. @throws when the signal is aborted. */
export async function askWhatToDo(
  reasons: readonly string[],
  signal: AbortSignal,
): Promise<Choice> {
  const terminal = createInterface({ input: stdin, output: stderr });
  const question = `${reasons.join("\n")}\nRoll back, go on watching, or stop and fix forward? [r/g/s] `;
  // On a terminal, Ctrl-C is the interface's, not the process's.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    for (;;) {
      const answer = await terminal.question(question, { signal });
      const choice = choices[answer.trim().slice(0, 1).toLowerCase()];
      if (choice !== undefined) return choice;
    }
  } finally {
    terminal.close();
  }
}
