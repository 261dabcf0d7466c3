import { z } from "zod";
import type { Services, Team } from "../release/service.ts";
import { readStackKeys } from "../release/stack-file.ts";
import { settingsShape } from "./config-schema.ts";
import { servicesOf } from "./systems/services.ts";

const { accountId, systems, collectiveVision, githubOwner, githubRepository, channelSuffix } =
  settingsShape;

/** What a stack is, as far as it can be known without its state. */
export interface CommittedStack extends Team {
  readonly services: Services;
}

/** The keys of a stack's file that say where its services are. */
const addressSchema = z.object({
  accountId,
  githubOwner,
  githubRepository,
  channelSuffix,
  systems,
  collectiveVision: z.object({ host: collectiveVision.shape.host }),
});

/**
 * Reads a stack's committed file: without the engine and its state, which may be what is broken.
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`.
 */
export async function readCommittedStack(
  stack: string,
  projectDirectory: string,
): Promise<CommittedStack> {
  const address = await readStackKeys(stack, projectDirectory, addressSchema);
  return {
    channelSuffix: address.channelSuffix,
    repository: `${address.githubOwner}/${address.githubRepository}`,
    services: servicesOf(address, stack),
  };
}
