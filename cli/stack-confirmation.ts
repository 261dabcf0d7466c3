import { ReleaseError } from "../release/release-error.ts";
import { canAsk, typedAnswer } from "./typed-answer.ts";

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
  const isAsked = given === undefined && canAsk();
  const typed = isAsked ? await typedAnswer(`Type ${stack} to go on: `) : given;
  if (typed === stack) return;
  const message = `This changes ${stack}. ${whyNot(typed)}; nothing was done.`;
  throw new ReleaseError("not-confirmed", message, { hint: `To confirm it: ${command}` });
}

function whyNot(typed: string | undefined): string {
  if (typed === undefined) return "Nobody is here to confirm it";
  return typed === "" ? "It was not confirmed" : `"${typed}" is another name`;
}
