import { stderr, stdin } from "node:process";
import { createInterface } from "node:readline/promises";
import { ReleaseError } from "../release/release-error.ts";

const word = "ROLLBACK";

/**
 * Checks the word that confirms a rollback before anything is done. On a terminal it can be typed
 * later, once the plan is shown.
 * @param command what to type where nobody can be asked.
 * @returns asks where it must be asked.
 * @throws ReleaseError `not-confirmed`.
 */
export function confirmRollback(given: string | undefined, command: string): () => Promise<void> {
  if (given === word) return async () => undefined;
  if (given === undefined && stdin.isTTY && stderr.isTTY) return ask;
  const problem =
    given === undefined
      ? "A rollback changes what users get, and nobody is here to confirm it. Nothing was changed."
      : `"${given}" does not confirm a rollback. Nothing was changed.`;
  throw new ReleaseError("not-confirmed", problem, { hint: `To confirm it: ${command}` });
}

async function ask(): Promise<void> {
  const terminal = createInterface({ input: stdin, output: stderr });
  // Ctrl-C and Ctrl-D close the terminal, and the question then has no answer.
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(`Type ${word} to go back: `), closed]);
  terminal.close();
  if (answer.trim() === word) return;
  throw new ReleaseError(
    "not-confirmed",
    `"${answer.trim()}" is not ${word}. Nothing was changed.`,
  );
}
