import { createHash, randomBytes } from "node:crypto";
import type { PlainObject, PropertyObject } from "./grpc/property-value.ts";

/** What the engine says about naming resources whose program gives no name. */
export interface Autonaming {
  /** A name that the project's configuration asks for; empty if it leaves the choice to us. */
  proposedName: string;
  isDisabled: boolean;
}

const SUFFIX_DIGITS = 7;
const MAX_LENGTH = 255;

/**
 * The inputs with a name: the one given, else the resource's former one, else the logical name
 * with a random suffix.
 *
 * @see pulumi/pulumi-terraform-bridge pkg/tfbridge/names.go AutoName (separator `-`, at most 255)
 */
export function withName(
  property: string | undefined,
  inputs: PropertyObject,
  olds: PlainObject,
  naming: { resourceName: string; seed: Uint8Array; autonaming: Autonaming | undefined },
): PropertyObject {
  if (property === undefined || (inputs[property] ?? null) !== null) return inputs;
  const { resourceName, seed, autonaming } = naming;
  if (autonaming?.isDisabled === true) return inputs;
  const former = olds[property];
  if (typeof former === "string" && former !== "") return { ...inputs, [property]: former };
  const name = autonaming?.proposedName || randomName(resourceName, seed);
  return { ...inputs, [property]: name };
}

function randomName(resourceName: string, seed: Uint8Array): string {
  const random =
    seed.length > 0
      ? createHash("sha256").update(seed).digest("hex")
      : randomBytes(8).toString("hex");
  const stem = resourceName.slice(0, MAX_LENGTH - SUFFIX_DIGITS - 1);
  return `${stem}-${random.slice(0, SUFFIX_DIGITS)}`;
}
