import { stderr, stdin } from "node:process";
import { createInterface } from "node:readline/promises";
import { ReleaseError } from "../release/release-error.ts";

/**
 * Has a stack's name said or typed before it is changed.
 * @param given names of stacks, as `staging,production`.
 * @param command what to run where nobody can be asked. @throws ReleaseError `not-confirmed`.
 */
export async function confirmStack(
  stack: string,
  given: string | undefined,
  command: string,
): Promise<void> {
  if (given?.split(",").includes(stack)) return;
  const isAsked = given === undefined && stdin.isTTY && stderr.isTTY;
  const typed = isAsked ? await ask(stack) : given;
  if (typed === stack) return;
  const problem =
    typed === undefined ? "Nobody is here to confirm it" : `"${typed}" is another name`;
  throw new ReleaseError("not-confirmed", `This changes ${stack}. ${problem}; nothing was done.`, {
    hint: `To confirm it: ${command}`,
  });
}

async function ask(stack: string): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr });
  // Ctrl-C and Ctrl-D close the terminal, and the question then has no answer.
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(`Type ${stack} to go on: `), closed]);
  terminal.close();
  return answer.trim();
}
