import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { ReleaseError } from "../release/release-error.ts";
import type { Service } from "../release/service.ts";
import { type SystemName, settingsShape } from "./config-schema.ts";
import { collectiveVisionService } from "./systems/collective-vision-service.ts";

const { accountId, systems, collectiveVision, githubOwner, githubRepository } = settingsShape;

/** What a stack is, as far as it can be known without its state. */
export interface CommittedStack {
  /** At GitHub: `owner/name` */
  readonly repository: string;
  /** By their systems' names. */
  readonly services: Readonly<Record<string, Service>>;
}

/** The keys of a stack's file that say where its services are. */
const addressSchema = z.object({
  accountId,
  githubOwner,
  githubRepository,
  systems,
  collectiveVision: z.object({ host: collectiveVision.shape.host }),
});
type Address = z.infer<typeof addressSchema>;

const services: Record<SystemName, (address: Address, stack: string) => Service> = {
  "collective-vision": collectiveVisionService,
};

/**
 * Reads a stack's committed file: without the engine and its state, which may be what is broken.
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`.
 */
export async function readCommittedStack(
  stack: string,
  projectDirectory: string,
): Promise<CommittedStack> {
  const name = `Pulumi.${stack}.yaml`;
  const text = await readFile(join(projectDirectory, name), "utf8").catch(() => undefined);
  if (text === undefined) {
    throw new ReleaseError("unknown-target", `There is no stack ${stack}: ${name} is missing.`);
  }
  const parsed = addressSchema.safeParse(ownKeys(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join(".")}: ${message}`,
    );
    throw new ReleaseError(
      "unreadable-stack-file",
      `${name} cannot be used: ${problems.join("; ")}.`,
    );
  }
  const address = parsed.data;
  return {
    repository: `${address.githubOwner}/${address.githubRepository}`,
    services: Object.fromEntries(
      address.systems.map((each) => [each, services[each](address, stack)]),
    ),
  };
}

/** Every value as the text it is written as, so that no account id becomes a number. */
function ownKeys(text: string): unknown {
  const file = parse(text, { schema: "failsafe" }) as { config?: Record<string, unknown> } | null;
  const own = Object.entries(file?.config ?? {}).filter(([key]) => key.startsWith("slipway:"));
  return Object.fromEntries(own.map(([key, value]) => [key.slice("slipway:".length), value]));
}
