import { projectName, type StackEngine } from "../engine.ts";
import type { GithubApi } from "../github-api.ts";
import { ReleaseError } from "../release-error.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { Step } from "../run-result.ts";
import type { Services } from "../service.ts";
import type { StackFile } from "../stack-file.ts";
import type { StackOutputs } from "../stack-outputs.ts";
import type { AskVendor } from "../tokens/vendor-access.ts";
import type { UpdateLock } from "../update-lock.ts";
import { describeWindow } from "../window.ts";
import { cloudflareStatusCheck } from "./cloudflare-status.ts";
import { type Bookmark, bookmarkCheck } from "./d1-bookmarks.ts";
import { freeDiskCheck } from "./free-disk.ts";
import { lockCheck, workflowCheck } from "./other-deployments.ts";
import { type CheckoutPlan, planOfCheckout } from "./plan.ts";
import {
  describeException,
  enforce,
  type PolicyException,
  type PolicyFacts,
  type PolicyRequest,
  type Promotion,
  releasePolicy,
} from "./policy.ts";
import { rollbackTargetCheck } from "./rollback-target.ts";
import { tokenStep } from "./token-step.ts";
import { wayBackBindingsCheck } from "./way-back-bindings.ts";

export interface PreflightOptions {
  readonly engine: Pick<StackEngine, "stackName" | "lock" | "preview">;
  readonly services: Services;
  /** Undefined where nothing was deployed yet. */
  readonly outputs: StackOutputs | undefined;
  readonly stackFile: StackFile;
  readonly stacks: readonly string[];
  /** What another stack runs; undefined where nothing was deployed to it. */
  readonly runningIn: (stack: string) => Promise<string | undefined>;
  readonly request: PolicyRequest;
  readonly actor: string;
  readonly at: Date;
  readonly env: NodeJS.ProcessEnv;
  readonly cloudflare: CloudflareApi;
  /** Undefined where there is no token. */
  readonly github: GithubApi | undefined;
  readonly ask: AskVendor;
  /** A plan that is being made already; by default the checks make one. */
  readonly plan?: Promise<CheckoutPlan>;
  /** A lock that makes an end of it, even if it goes meanwhile: what needs the plan is skipped. */
  readonly heldUpBy?: UpdateLock | undefined;
  readonly signal?: AbortSignal;
}

/** What the checks find, for the deployment's records and messages. */
export interface PreflightFindings {
  readonly bookmarks?: readonly Bookmark[];
  readonly plan?: CheckoutPlan;
  readonly exception?: PolicyException;
}

export interface Preflight {
  /** None depends on another's end: they run at the same time, and each is told. */
  readonly checks: readonly Step[];
  /** What the checks that have ended have found. */
  findings(): PreflightFindings;
}

/** All that is looked at before a deployment changes anything. */
export function preflight(options: PreflightOptions): Preflight {
  const { engine, outputs, stackFile, env, cloudflare, github, heldUpBy } = options;
  const stack = engine.stackName;
  let findings: PreflightFindings = {};
  const note = (found: PreflightFindings) => {
    findings = { ...findings, ...found };
  };
  const plan = once(() => options.plan ?? planOfCheckout(engine, { signal: options.signal }));
  const repository = `${stackFile.githubOwner}/${stackFile.githubRepository}`;
  const workers = Object.values(options.services).flatMap((service) => service.workers);
  const planned = [
    ruleCheck(options, plan, (exception) => note({ exception })),
    planCheck(plan, (found) => note({ plan: found })),
    deletionCheck(plan, stack, options.request.confirmedStack),
    wayBackBindingsCheck(cloudflare, { workers, releases: outputs?.releases ?? [] }, () =>
      // Why there is no plan is told by the check of the plan itself.
      plan().then(
        ({ lost }) => lost,
        () => [],
      ),
    ),
  ];
  const checks = [
    ...(heldUpBy ? planned.map(skipForLock) : planned),
    lockCheck(heldUpBy ? { stackName: stack, lock: async () => heldUpBy } : engine),
    workflowCheck({ api: github, repository, stack, stacks: options.stacks, env }),
    cloudflareStatusCheck(env),
    rollbackTargetCheck(cloudflare, workers, outputs?.releases[0]),
    bookmarkCheck(cloudflare, workers, outputs, (bookmarks) => note({ bookmarks })),
    tokenStep({ env, ask: options.ask, stackFile, now: options.at }),
    freeDiskCheck(env, projectName, stack),
  ];
  return { checks, findings: () => findings };
}

function skipForLock(check: Step): Step {
  return { ...check, skip: () => "the stack is locked, so nothing is planned" };
}

function ruleCheck(
  { engine, stackFile, runningIn, request, actor, at }: PreflightOptions,
  plan: () => Promise<CheckoutPlan>,
  note: (exception: PolicyException) => void,
): Step {
  const { deployWindow, promotedFrom: from } = stackFile;
  const promotion = async (): Promise<{ promotion?: Promotion }> => {
    if (from === undefined) return {};
    const [{ release = "without a release" }, running] = await Promise.all([
      plan(),
      runningIn(from),
    ]);
    return { promotion: { from, running, release } };
  };
  const facts = { stack: engine.stackName, at, actor, deployWindow };
  return policyStep(async () => ({ ...facts, ...(await promotion()) }), request, note);
}

/** Refuses what the rules do not allow; takes down the exception that was made. */
export function policyStep(
  gather: () => Promise<PolicyFacts>,
  request: PolicyRequest,
  note: (exception: PolicyException) => void,
): Step {
  return {
    name: "The rules for deployments allow it",
    async run() {
      const facts = await gather();
      const decision = releasePolicy(facts, request);
      enforce(decision);
      const { exception } = decision;
      if (exception === undefined) return `deployments begin ${describeWindow(facts.deployWindow)}`;
      note(exception);
      return { warning: describeException(exception) };
    },
  };
}

function planCheck(plan: () => Promise<CheckoutPlan>, note: (plan: CheckoutPlan) => void): Step {
  return {
    name: "The configuration is valid and can be planned",
    async run() {
      const found = await plan();
      note(found);
      const counts = Object.entries(found.changes).map(
        ([operation, count]) => `${count} ${operation}`,
      );
      const planned = `release ${found.release ?? "without Workers"}: ${counts.join(", ")}`;
      if (found.warnings.length === 0) return planned;
      return { warning: [planned, ...found.warnings].join("\n") };
    },
  };
}

export function deletionCheck(
  plan: () => Promise<Pick<CheckoutPlan, "concerns">>,
  stack: string,
  confirmedStack: string | undefined,
): Step {
  return {
    name: "The plan takes nothing away by mistake",
    async run() {
      const found = await plan().catch(() => undefined);
      // Why there is none is told by the check of the plan itself.
      if (found === undefined) return "there is no plan to look at";
      const { concerns } = found;
      if (concerns.length === 0) return undefined;
      if (confirmedStack === stack) return { warning: `Confirmed: ${concerns.join(" ")}` };
      throw new ReleaseError("not-confirmed", concerns.join("\n"), {
        hint: `If that is meant, type the stack's name: --confirm ${stack}`,
      });
    },
  };
}

/** Does something when it is first asked for, and not again. */
function once<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
