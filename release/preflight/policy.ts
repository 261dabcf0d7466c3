import { ReleaseError } from "../release-error.ts";
import { type DeployWindow, describeOpening, openings, whyClosed } from "../window.ts";

/** What the rules for a deployment look at. */
export interface PolicyFacts {
  readonly stack: string;
  readonly at: Date;
  readonly actor: string;
  readonly deployWindow: DeployWindow;
  /** Absent where the stack takes its releases from no other. */
  readonly promotion?: Promotion;
}

export interface Promotion {
  /** The stack that must run a release first. */
  readonly from: string;
  /** What that stack runs; undefined where nothing was deployed to it. */
  readonly running: string | undefined;
  /** What the checkout would deploy. */
  readonly release: string;
}

/** The exceptions that somebody asks for. */
export interface PolicyRequest {
  readonly isEmergency: boolean;
  readonly isWindowOverridden: boolean;
  /** A GitHub login. It is taken down, not proven. */
  readonly approver?: string | undefined;
  readonly reason?: string | undefined;
  /** The stack whose loss of data or of many resources was confirmed by typing its name. */
  readonly confirmedStack?: string | undefined;
}

/** An exception that was made: part of the deployment's records and messages. */
export interface PolicyException {
  readonly kind: "emergency" | "window-override";
  /** The rules that would have refused; empty where all were kept anyway. */
  readonly skipped: readonly ("window" | "staging-first")[];
  readonly by: string;
  readonly approver?: string;
  readonly reason: string;
}

export interface PolicyDecision {
  /** Every reason against it; empty where it may begin. */
  readonly refusals: readonly ReleaseError[];
  readonly exception?: PolicyException;
}

const minReasonLength = 10;
const loginPattern = /^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$/;

/**
 * Decides whether a deployment may begin. An emergency skips the window and the stack that comes
 * first, an override the window; the rollout's gate and the lock are beyond both.
 */
export function releasePolicy(facts: PolicyFacts, request: PolicyRequest): PolicyDecision {
  const broken = [closedWindow(facts), notPromoted(facts)].filter((rule) => rule !== undefined);
  const { isEmergency, isWindowOverridden } = request;
  const isExcused = ({ rule }: BrokenRule) =>
    isEmergency || (isWindowOverridden && rule === "window");
  const refusals = [
    ...exceptionProblems(facts.actor, request),
    ...broken.filter((rule) => !isExcused(rule)).map(({ refusal }) => refusal),
  ];
  if (refusals.length > 0 || !(isEmergency || isWindowOverridden)) return { refusals };
  const { approver, reason = "" } = request;
  const exception: PolicyException = {
    kind: isEmergency ? "emergency" : "window-override",
    skipped: broken.filter(isExcused).map(({ rule }) => rule),
    by: facts.actor,
    ...(isEmergency && approver !== undefined ? { approver } : {}),
    reason,
  };
  return { refusals, exception };
}

/**
 * Refuses an exception that lacks what it needs, which is known before anything is looked at.
 * @throws ReleaseError `exception-refused` with every reason.
 */
export function requireWholeException(actor: string, request: PolicyRequest): void {
  enforce({ refusals: exceptionProblems(actor, request) });
}

/** @throws ReleaseError with every reason; its code is the first one's. */
export function enforce({ refusals }: PolicyDecision): void {
  const [first] = refusals;
  if (first === undefined) return;
  const hints = refusals.flatMap(({ hint }) => hint ?? []);
  const message = refusals.map((refusal) => refusal.message).join("\n");
  throw new ReleaseError(first.code, message, { hint: hints.join("\n") });
}

/** One sentence for records and messages. */
export function describeException(exception: PolicyException): string {
  const { kind, skipped, by, approver, reason } = exception;
  const rules = skipped.map((rule) => ruleNames[rule]).join(" and ") || "nothing";
  const title = kind === "emergency" ? "Emergency" : "Override";
  const who = approver === undefined ? `by ${by}` : `by ${by}, approved by ${approver}`;
  return `${title} ${who}, skips ${rules}. Reason: ${reason}`;
}

interface BrokenRule {
  readonly rule: PolicyException["skipped"][number];
  readonly refusal: ReleaseError;
}

const ruleNames = {
  window: "the deployment window",
  "staging-first": "the stack that comes first",
};

function closedWindow({ stack, deployWindow, at }: PolicyFacts): BrokenRule | undefined {
  const reason = whyClosed(deployWindow, at);
  if (reason === undefined) return undefined;
  const [next] = openings(deployWindow, at, 1);
  const opening =
    next === undefined
      ? "There is no opening within a year."
      : `The next opening: ${describeOpening(next, deployWindow.timeZone)}.`;
  const refusal = new ReleaseError("window-closed", `${stack} is closed. ${reason}`, {
    hint: `${opening} Sooner: --override-window --reason "<why it cannot wait>".`,
  });
  return { rule: "window", refusal };
}

function notPromoted({ stack, promotion }: PolicyFacts): BrokenRule | undefined {
  if (promotion === undefined || promotion.running === promotion.release) return undefined;
  const { from, running, release } = promotion;
  const found = running === undefined ? "has no release" : `runs ${running}`;
  const refusal = new ReleaseError(
    "not-in-staging",
    `${stack} takes releases that ${from} runs: this checkout is ${release}, ${from} ${found}.`,
    {
      hint: `Deploy it there first: npx slipway deploy ${from}. In an emergency: --emergency --approver <login> --reason "<why>".`,
    },
  );
  return { rule: "staging-first", refusal };
}

function exceptionProblems(actor: string, request: PolicyRequest): ReleaseError[] {
  const { isEmergency, isWindowOverridden } = request;
  if (!isEmergency && !isWindowOverridden) return [];
  return [...(isEmergency ? approverProblems(actor, request) : []), ...reasonProblems(request)];
}

function approverProblems(actor: string, { approver = "" }: PolicyRequest): ReleaseError[] {
  const hint = "Name who approves it: --approver <login>.";
  if (approver === "") {
    return [exceptionRefused("An emergency needs somebody who approves it.", hint)];
  }
  if (!loginPattern.test(approver)) {
    const rule = "1 to 39 letters, digits and single dashes";
    return [exceptionRefused(`"${approver}" is no GitHub login (${rule}).`, hint)];
  }
  // GitHub's logins are one whatever their case.
  if (approver.toLowerCase() !== actor.toLowerCase()) return [];
  return [exceptionRefused(`${actor} cannot approve an emergency of their own.`, hint)];
}

function reasonProblems({ reason = "" }: PolicyRequest): ReleaseError[] {
  const { length } = reason.trim();
  if (length >= minReasonLength) return [];
  return [
    exceptionRefused(
      `The reason has ${length} characters; it must have at least ${minReasonLength}.`,
      'Say why it cannot wait: --reason "<text>". It is recorded and posted.',
    ),
  ];
}

function exceptionRefused(message: string, hint: string): ReleaseError {
  return new ReleaseError("exception-refused", message, { hint });
}
