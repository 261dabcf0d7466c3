import { StackEngine, type UpdateProgress } from "../engine.ts";
import { githubApi } from "../github-api.ts";
import { ReleaseError } from "../release-error.ts";
import { cloudflareApi } from "../rollout/cloudflare-api.ts";
import type { Services } from "../service.ts";
import { readStackFile, stacksOf } from "../stack-file.ts";
import { parseStackOutputs, type StackOutputs } from "../stack-outputs.ts";
import { askVendors } from "../tokens/vendor-access.ts";
import type { UpdateLock } from "../update-lock.ts";
import { planOfCheckout } from "./plan.ts";
import type { PolicyRequest } from "./policy.ts";
import { type Preflight, preflight } from "./preflight.ts";

export interface OpenPreflightOptions {
  readonly projectDirectory: string;
  readonly actor: string;
  readonly services: Services;
  readonly request: PolicyRequest;
  /** Told what the program and its providers say while it is planned. */
  readonly onMessage?: UpdateProgress["onMessage"];
  readonly env?: NodeJS.ProcessEnv;
  /** Whether nothing can follow while a lock is held, so that the program need not even run. */
  readonly isHeldUpBy?: (lock: UpdateLock) => boolean;
  readonly signal?: AbortSignal;
}

/**
 * The checks before a deployment of a stack, against the vendors of the environment.
 * @throws ReleaseError `unknown-target`, `unreadable-stack-file`, `unreadable-outputs`, `environment`,
 * `update-failed`.
 */
export async function openPreflight(
  stack: string,
  options: OpenPreflightOptions,
): Promise<Preflight> {
  const { projectDirectory, env = process.env, onMessage, isHeldUpBy, ...rest } = options;
  if (!env.CLOUDFLARE_API_TOKEN) {
    throw new ReleaseError("environment", "CLOUDFLARE_API_TOKEN is not set.", {
      hint: "Set it to a token for updates. What that needs: npx slipway tokens.",
    });
  }
  const engine = StackEngine.open(stack, projectDirectory);
  const lock = isHeldUpBy && (await engine.lock());
  const heldUpBy = lock !== undefined && isHeldUpBy?.(lock) ? lock : undefined;
  // What takes longest begins first; the check that waits for it tells of its failure.
  const plan = heldUpBy ? undefined : planOfCheckout(engine, { onMessage, signal: rest.signal });
  plan?.catch(() => undefined);
  const [stackFile, stacks, outputs] = await Promise.all([
    readStackFile(stack, projectDirectory),
    stacksOf(projectDirectory),
    engine.outputs().then(known),
  ]);
  const runningIn = async (other: string) =>
    known(await StackEngine.open(other, projectDirectory).outputs())?.releases[0]?.version;
  return preflight({
    engine,
    outputs,
    stackFile,
    stacks,
    runningIn,
    at: new Date(),
    env,
    cloudflare: cloudflareApi({ env, signal: rest.signal }),
    github: githubApi({ env, signal: rest.signal }),
    ask: askVendors(env),
    heldUpBy,
    ...(plan && { plan }),
    ...rest,
  });
}

/** Undefined where nothing was deployed yet. */
function known(outputs: Readonly<Record<string, unknown>>): StackOutputs | undefined {
  return Object.keys(outputs).length === 0 ? undefined : parseStackOutputs(outputs);
}
