/** What was seen of one version on one route in one window of time. */
export interface Measurement {
  /** The route's pattern or path: `/api/v1/test/main/feedback`. */
  route: string;
  /** Answers counted, synthetic probes included. */
  requests: number;
  /** Answers with status 5xx, wrong content, or none at all. */
  errors: number;
  /** Percentiles of the answers' times in milliseconds; undefined without answers. */
  p95Ms: number | undefined;
  p99Ms: number | undefined;
  /** What was wrong with the first error: `status 500, expected 200`. */
  example?: string;
}

/**
 * What a measurement says of a new version: `inconclusive` means that nothing can be said yet, and
 * is never a reason to go on.
 */
export type Verdict =
  | { kind: "successful" }
  | { kind: "failed"; reasons: readonly string[] }
  | { kind: "inconclusive"; reasons: readonly string[] };

export interface VerdictLimits {
  /** Fewer answers than this on a route say nothing. */
  minRequestsPerRoute: number;
  /** A route with an error, or slower than before, is held until it has this many answers. */
  minRequestsWhenInDoubt: number;
  /** Error rate, 0–1, from which the old version counts as ill itself. */
  illBaselineErrorRate: number;
  p95: LatencyLimits;
  p99: LatencyLimits;
}

/** Limits of one percentile of the answers' times. */
interface LatencyLimits {
  /** No version may exceed it. */
  maxMs: number;
  /** How much slower than the old version the new one may be. */
  maxRatio: number;
  /** A smaller difference to the old version is noise, whatever its ratio. */
  slackMs: number;
  /** The percentile of fewer answers says nothing. */
  minRequests: number;
  /** So many answers decide that a version is slower than the old one; fewer hold it. */
  decisiveRequests: number;
}

const defaultLimits: VerdictLimits = {
  minRequestsPerRoute: 20,
  minRequestsWhenInDoubt: 200,
  illBaselineErrorRate: 0.05,
  p95: { maxMs: 1000, maxRatio: 1.2, slackMs: 50, minRequests: 1, decisiveRequests: 200 },
  // Two of 200 answers are slower than their p99, five of 500: not just one that went astray.
  p99: { maxMs: 2000, maxRatio: 1.2, slackMs: 100, minRequests: 200, decisiveRequests: 500 },
};

/** Share of a healthy version's requests that fail: an objective of 99.9 %. */
const healthyErrorRate = 0.001;
/** How probable it may be that a healthy version shows more errors than allowed. */
const falseAlarm = 0.002;

/**
 * Judges the new version route by route against the old one in the same window and against the
 * absolute limits. Per route, because a route with a small share of the traffic is invisible in the
 * whole; against the old version, because what is bad for both is not the new one's fault.
 * @param baseline the old version's measurements; empty at a first deployment.
 */
export function judge(
  canary: readonly Measurement[],
  baseline: readonly Measurement[],
  limits: VerdictLimits = defaultLimits,
): Verdict {
  const failed: string[] = [];
  const open: string[] = [];
  if (canary.length === 0) open.push("No route was measured.");
  for (const measurement of canary) {
    const control = baseline.find(({ route }) => route === measurement.route);
    const findings = judgeRoute(measurement, control, limits);
    failed.push(...findings.failed);
    open.push(...findings.open);
  }
  if (failed.length > 0) return { kind: "failed", reasons: failed };
  if (open.length > 0) return { kind: "inconclusive", reasons: open };
  return { kind: "successful" };
}

interface Findings {
  failed: readonly string[];
  open: readonly string[];
}

function judgeRoute(
  canary: Measurement,
  control: Measurement | undefined,
  limits: VerdictLimits,
): Findings {
  const findings = findProblems(canary, control, limits);
  if (findings.failed.length === 0 || control === undefined || !isIll(control, limits)) {
    return findings;
  }
  if (canary.errors > allowedErrors(canary.requests, excusedErrorRate(control))) return findings;
  return {
    failed: [],
    open: [`${canary.route}: the old version is ill too (${answers(control)}).`],
  };
}

/** An ill old version excuses what it shows itself, and as much again: both are measured roughly. */
function excusedErrorRate({ requests, errors }: Measurement): number {
  return Math.max(healthyErrorRate, (2 * errors) / requests);
}

function findProblems(
  canary: Measurement,
  control: Measurement | undefined,
  limits: VerdictLimits,
): Findings {
  const { route, requests, errors } = canary;
  const allowed = allowedErrors(requests);
  if (errors > allowed) {
    return { failed: [`${route}: ${answers(canary)}, ${allowed} allowed.`], open: [] };
  }
  if (requests < limits.minRequestsPerRoute) {
    const least = `at least ${limits.minRequestsPerRoute} are needed`;
    return { failed: [], open: [`${route}: ${answers(canary)}, ${least}.`] };
  }
  const slow = percentiles.flatMap((each) => slowness(each, canary, control, limits[each]));
  const failed = slow.filter(({ decisiveRequests }) => requests >= decisiveRequests);
  if (failed.length > 0) return { failed: failed.map(({ reason }) => reason), open: [] };
  return { failed: [], open: [...errorDoubt(canary, limits), ...slow].map(describeDoubt) };
}

/** What counts against a version as soon as there are so many answers. */
interface Doubt {
  readonly reason: string;
  readonly decisiveRequests: number;
}

function describeDoubt({ reason, decisiveRequests }: Doubt): string {
  return `${reason} ${decisiveRequests} answers decide.`;
}

function errorDoubt(canary: Measurement, { minRequestsWhenInDoubt }: VerdictLimits): Doubt[] {
  if (canary.errors === 0 || canary.requests >= minRequestsWhenInDoubt) return [];
  const reason = `${canary.route}: ${answers(canary)}.`;
  return [{ reason, decisiveRequests: minRequestsWhenInDoubt }];
}

/** Whether a version would not pass either: then nothing is the other one's fault. */
function isIll(control: Measurement, limits: VerdictLimits): boolean {
  const { requests, errors } = control;
  if (requests === 0) return false;
  return (
    errors / requests >= limits.illBaselineErrorRate ||
    percentiles.some((each) => (timeOf(each, control, limits[each]) ?? 0) > limits[each].maxMs)
  );
}

const percentiles = ["p95", "p99"] as const;
type Percentile = (typeof percentiles)[number];

/** Undefined where too few answers make it up. */
function timeOf(
  percentile: Percentile,
  { requests, p95Ms, p99Ms }: Measurement,
  { minRequests }: LatencyLimits,
): number | undefined {
  if (requests < minRequests) return undefined;
  return percentile === "p95" ? p95Ms : p99Ms;
}

function slowness(
  percentile: Percentile,
  canary: Measurement,
  control: Measurement | undefined,
  limits: LatencyLimits,
): Doubt[] {
  const time = timeOf(percentile, canary, limits);
  if (time === undefined) return [];
  const { maxMs, maxRatio, slackMs, minRequests, decisiveRequests } = limits;
  const found = `${canary.route}: ${percentile} ${ms(time)}`;
  if (time > maxMs) {
    return [{ reason: `${found} exceeds ${ms(maxMs)}.`, decisiveRequests: minRequests }];
  }
  const old = control && timeOf(percentile, control, limits);
  if (old === undefined) return [];
  const limit = Math.max(old * maxRatio, old + slackMs);
  if (time <= limit) return [];
  const reason = `${found}, the old version's is ${ms(old)} (limit ${ms(limit)}).`;
  return [{ reason, decisiveRequests }];
}

function answers({ requests, errors, example }: Measurement): string {
  const such = example === undefined ? "" : ` (${example})`;
  return `${errors} of ${requests} answers failed${such}`;
}

/**
 * How many errors still pass for chance: more than this a version of that error rate (0–1; a healthy
 * one's by default) shows with a probability below 0.2 %. Never less than one, so that no single lost
 * answer decides.
 * @see docs/decisions/rollout-verdict.md
 */
export function allowedErrors(requests: number, errorRate = healthyErrorRate): number {
  const expected = requests * errorRate;
  // Of the probabilities the logarithms: e to the minus 746th is 0 to a computer.
  let term = -expected;
  let atMost = Math.exp(term);
  let errors = 0;
  while (errors < 1 || 1 - atMost >= falseAlarm) {
    errors += 1;
    term += Math.log(expected / errors);
    atMost += Math.exp(term);
  }
  return errors;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
