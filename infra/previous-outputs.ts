import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { ledgerSchema, pinsSchema, type Release } from "../release/ledger.ts";
import type { Pins } from "./pins.ts";

/** What the stack's last update that succeeded has left for this one. */
export interface PreviousOutputs {
  /** Newest first. */
  readonly releases: readonly Release[];
  readonly pins: Pins;
}

const previousSchema = z.object({
  // The engine answers null for an output that is not there.
  releases: ledgerSchema.nullish().transform((releases) => releases ?? []),
  pins: pinsSchema.nullish().transform((pins) => pins ?? {}),
});

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
  return parsePreviousOutputs({ releases: releases.value, pins: pins.value });
}

/** @throws {pulumi.RunError} */
export function parsePreviousOutputs(values: Readonly<Record<string, unknown>>): PreviousOutputs {
  const parsed = previousSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const outputs = new Set(parsed.error.issues.map(({ path }) => path[0]));
  throw new pulumi.RunError(
    `The stack's outputs have another form than this version of Slipway gives them: ${[...outputs].join(", ")}. ` +
      "Nothing was changed. Use the version that deployed the stack last.",
  );
}
