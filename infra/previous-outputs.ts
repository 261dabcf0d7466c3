import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { ledgerSchema, pinsSchema, type Release } from "../release/ledger.ts";
import type { Pins } from "./pins.ts";

/** What the stack's last update that succeeded has left for this one. */
export interface PreviousOutputs {
  /** Newest first. */
  readonly releases: readonly Release[];
  readonly pins: Pins;
}

/**
 * Reads the stack's own outputs, as they are before this run; nothing before the first one.
 * @throws {pulumi.RunError} when they have another form than this program gives them.
 */
export async function readPreviousOutputs(): Promise<PreviousOutputs> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const itself = new pulumi.StackReference("itself", { name });
  const [releases, pins] = await Promise.all([
    itself.getOutputDetails("releases"),
    itself.getOutputDetails("pins"),
  ]);
  return {
    releases: read("releases", ledgerSchema, releases.value ?? []),
    pins: read("pins", pinsSchema, pins.value ?? {}),
  };
}

function read<Value>(output: string, schema: z.ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new pulumi.RunError(
    `The stack's output ${output} has another form than this version of Slipway gives it, so ` +
      "nothing was changed. Use the version that deployed the stack last.",
  );
}
