import { stderr, stdin } from "node:process";
import { createInterface } from "node:readline/promises";
import { ReleaseError } from "../release/release-error.ts";

/**
 * Has the stack's name said or typed before a fix changes it.
 * @param given names of stacks, as `staging,production`. @throws ReleaseError `not-confirmed`.
 */
export async function confirmFix(stack: string, given: string | undefined): Promise<void> {
  if (given?.split(",").includes(stack)) return;
  const isAsked = given === undefined && stdin.isTTY && stderr.isTTY;
  const typed = isAsked ? await ask(stack) : given;
  if (typed === stack) return;
  const problem =
    typed === undefined ? "Nobody is here to confirm it" : `"${typed}" is another name`;
  throw new ReleaseError("not-confirmed", `A fix changes ${stack}. ${problem}; nothing was done.`, {
    hint: `To confirm it: slipway drift ${stack} --fix --confirm ${stack}`,
  });
}

async function ask(stack: string): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    return (await terminal.question(`Type ${stack} to have it fixed: `)).trim();
  } finally {
    terminal.close();
  }
}
