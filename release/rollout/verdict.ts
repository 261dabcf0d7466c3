/** What was seen of one version on one route in one window of time. */
export interface Measurement {
  /** The route's pattern or path: `/api/v1/test/main/feedback`. */
  route: string;
  /** Answers counted, synthetic probes included. */
  requests: number;
  /** Answers with status 5xx, wrong content, or none at all. */
  errors: number;
  /** 95th percentile of the answers' times in milliseconds; undefined without answers. */
  p95Ms: number | undefined;
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
  /** 95th percentile in milliseconds that no version may exceed. */
  maxP95Ms: number;
  /** How much slower than the old version the new one may be, as a ratio of the 95th percentiles. */
  maxP95Ratio: number;
  /** Below this the ratio is noise and is not judged, in milliseconds. */
  p95FloorMs: number;
  /** Error rate, 0–1, from which the old version counts as ill itself. */
  illBaselineErrorRate: number;
}

export const defaultLimits: VerdictLimits = {
  minRequestsPerRoute: 20,
  maxP95Ms: 1000,
  maxP95Ratio: 1.2,
  p95FloorMs: 50,
  illBaselineErrorRate: 0.05,
};

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

function judgeRoute(
  measurement: Measurement,
  control: Measurement | undefined,
  limits: VerdictLimits,
): { failed: string[]; open: string[] } {
  const { route, requests, errors } = measurement;
  const isControlIll =
    control !== undefined &&
    control.requests > 0 &&
    control.errors / control.requests >= limits.illBaselineErrorRate;
  const problems = [
    ...errorProblems(measurement),
    ...latencyProblems(measurement, control, limits),
  ];
  if (problems.length > 0 && isControlIll) {
    const share = `${control.errors} of ${control.requests}`;
    const excuse = `${route}: the old version is ill too (${share} failed), so nothing can be said.`;
    return { failed: [], open: [excuse] };
  }
  if (problems.length > 0) return { failed: problems, open: [] };
  if (requests >= limits.minRequestsPerRoute) return { failed: [], open: [] };
  const few = `${route}: ${requests} answers (${errors} errors), at least ${limits.minRequestsPerRoute} are needed.`;
  return { failed: [], open: [few] };
}

function errorProblems({ route, requests, errors }: Measurement): string[] {
  const allowed = allowedErrors(requests);
  if (errors <= allowed) return [];
  return [`${route}: ${errors} of ${requests} answers failed (allowed: ${allowed}).`];
}

function latencyProblems(
  { route, p95Ms }: Measurement,
  control: Measurement | undefined,
  { maxP95Ms, maxP95Ratio, p95FloorMs }: VerdictLimits,
): string[] {
  if (p95Ms === undefined) return [];
  if (p95Ms > maxP95Ms) {
    return [`${route}: p95 ${ms(p95Ms)} exceeds ${ms(maxP95Ms)}.`];
  }
  if (control?.p95Ms === undefined || p95Ms <= p95FloorMs) return [];
  const limit = control.p95Ms * maxP95Ratio;
  if (p95Ms <= limit) return [];
  return [`${route}: p95 ${ms(p95Ms)} against the old version's ${ms(control.p95Ms)} (limit ${ms(limit)}).`];
}

/**
 * How many errors a healthy version (0.1 % of requests fail) shows by chance with a probability
 * above 0.2 %: one more is the version's fault.
 * @see docs/decisions/rollout-verdict.md for the table this is taken from
 */
export function allowedErrors(requests: number): number {
  if (requests < 50) return 0;
  if (requests < 200) return 1;
  if (requests < 500) return 2;
  if (requests < 1000) return 3;
  return Math.max(5, Math.floor(requests * 0.005));
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
