import { z } from "zod";
import { ledgerSchema, type Pin, pinsSchema, type Release, releaseSchema } from "./ledger.ts";
import { ReleaseError } from "./release-error.ts";

/** What a stack tells of itself: the outputs of its last update that succeeded. */
export interface StackOutputs {
  /** By the system's name. */
  readonly urls: Readonly<Record<string, string>>;
  /** What is deployed, by the Worker's name. */
  readonly workers: Readonly<Record<string, { versionId: string; deploymentId: string }>>;
  /** What it runs now. */
  readonly release: Release;
  /** The ledger, newest first. */
  readonly releases: readonly Release[];
  /** By the Worker's name. */
  readonly pins: Readonly<Record<string, Pin>>;
  /** Secret; absent where secrets were not shown. */
  readonly alerting?: Alerting;
}

/** Where people are told. */
export interface Alerting {
  readonly slackWebhookUrl: string;
  /** Events API v2, by the system's name. */
  readonly pagerdutyRoutingKeys: Readonly<Record<string, string>>;
}

const alertingSchema = z.object({
  slackWebhookUrl: z.string(),
  pagerdutyRoutingKeys: z.record(z.string(), z.string()),
});

const outputsSchema = z.object({
  urls: z.record(z.string(), z.string()),
  workers: z.record(z.string(), z.object({ versionId: z.string(), deploymentId: z.string() })),
  release: releaseSchema,
  releases: ledgerSchema,
  pins: pinsSchema,
  // The engine's own stand-in for a secret it does not show is a text.
  alerting: z.union([alertingSchema, z.string().transform(() => undefined)]).optional(),
});

/**
 * Reads the outputs of a stack, by their names.
 * @throws ReleaseError `never-deployed`, `unreadable-outputs`.
 */
export function parseStackOutputs(outputs: Readonly<Record<string, unknown>>): StackOutputs {
  if (Object.keys(outputs).length === 0) {
    throw new ReleaseError(
      "never-deployed",
      "The stack has no outputs: nothing was deployed yet.",
      {
        hint: "Deploy it: pulumi up -s <stack>.",
      },
    );
  }
  const parsed = outputsSchema.safeParse(outputs);
  if (!parsed.success) throw unreadable(parsed.error);
  const { alerting, ...rest } = parsed.data;
  return alerting === undefined ? rest : { ...rest, alerting };
}

/** Names where it is wrong, never the value: one of the outputs is secret. */
function unreadable({ issues }: z.ZodError): ReleaseError {
  const places = [...new Set(issues.map(({ path }) => path.join(".")))];
  return new ReleaseError(
    "unreadable-outputs",
    `The stack's outputs cannot be read: ${places.join(", ")} missing or of another form than this version of Slipway writes.`,
    { hint: "Deploy the stack with this version first: pulumi up -s <stack>." },
  );
}
