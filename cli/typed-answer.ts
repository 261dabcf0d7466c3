import { stderr, stdin } from "node:process";
import { createInterface } from "node:readline/promises";

/** Whether somebody is there to be asked. */
export function canAsk(): boolean {
  return Boolean(stdin.isTTY && stderr.isTTY);
}

/** @returns what is typed, trimmed; nothing where Ctrl-C or Ctrl-D ends the question. */
export async function typedAnswer(question: string): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr });
  const closed = new Promise<string>((resolve) => {
    terminal.once("close", () => {
      // The next line is not to begin behind the question.
      stderr.write("\n");
      resolve("");
    });
  });
  const answered = terminal.question(question).then((answer) => {
    terminal.removeAllListeners("close").close();
    return answer.trim();
  });
  return Promise.race([answered, closed]);
}
