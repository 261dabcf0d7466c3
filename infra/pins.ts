import * as pulumi from "@pulumi/pulumi";
import { type Pin, pinsSchema } from "../release/ledger.ts";

/** The pins of a stack, by the Worker's name. */
export type Pins = Readonly<Record<string, Pin>>;

/** The variable by which a rollback tells this program what to pin. */
const variable = "SLIPWAY_PINS";

/**
 * Reads the pins that a rollback asks for in this run.
 * @param workerNames those that the stack declares.
 * @throws {pulumi.RunError} when `SLIPWAY_PINS` is set and has no pins, or one of another Worker.
 */
export function pinsAskedFor(
  workerNames: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Pins {
  const text = env[variable];
  if (!text) return {};
  const parsed = pinsSchema.safeParse(decode(text));
  if (parsed.success) return requireDeclared(parsed.data, workerNames);
  const places = parsed.error.issues.map(({ path }) => path.join(".") || "the whole of it");
  throw new pulumi.RunError(
    `${variable} cannot be read: ${[...new Set(places)].join(", ")} missing or of another form. ` +
      "It must be a JSON object with versionId, release, insteadOf, since, by and reason for each Worker's name. " +
      "It is set by slipway rollback; in a shell, unset it.",
  );
}

function requireDeclared(pins: Pins, workerNames: readonly string[]): Pins {
  const strangers = Object.keys(pins).filter((name) => !workerNames.includes(name));
  if (strangers.length === 0) return pins;
  throw new pulumi.RunError(
    `${variable} pins ${strangers.join(", ")}, but this stack declares ${workerNames.join(", ")} only. ` +
      "It is set by slipway rollback; in a shell, unset it.",
  );
}

/** The pin that holds for a Worker whose code in this checkout is of a release; undefined for none. */
export type PinFor = (workerName: string, builtRelease: string) => Pin | undefined;

/**
 * One that is asked for in this run always holds, an earlier one only as long as the code is that of
 * the release it was made against. One to the very release that it is instead of calls a pin off.
 */
export function choosePins(earlier: Pins, asked: Pins): PinFor {
  return (workerName, builtRelease) => {
    const kept = earlier[workerName];
    const pin = asked[workerName] ?? (kept?.insteadOf === builtRelease ? kept : undefined);
    return pin?.release === pin?.insteadOf ? undefined : pin;
  };
}

/** What each preview and update must say of a Worker that does not run the code of its checkout. */
export function describePin(
  workerName: string,
  { release, insteadOf, since, by, reason }: Pin,
): string {
  return (
    `${workerName} is pinned to release ${release} instead of ${insteadOf} since ${since} ` +
    `by ${by}: ${reason.replace(/\.$/, "")}. Code of another release ends it.`
  );
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
