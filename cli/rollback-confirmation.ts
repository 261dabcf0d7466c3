import { ReleaseError } from "../release/release-error.ts";
import { canAsk, typedAnswer } from "./typed-answer.ts";

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
  if (given === undefined && canAsk()) return ask;
  const problem =
    given === undefined
      ? "A rollback changes what users get, and nobody is here to confirm it. Nothing was changed."
      : `"${given}" does not confirm a rollback. Nothing was changed.`;
  throw new ReleaseError("not-confirmed", problem, { hint: `To confirm it: ${command}` });
}

async function ask(): Promise<void> {
  const answer = await typedAnswer(`Type ${word} to go back: `);
  if (answer === word) return;
  const problem = answer === "" ? "It was not confirmed" : `"${answer}" is not ${word}`;
  throw new ReleaseError("not-confirmed", `${problem}. Nothing was changed.`);
}
