/** How bad it is, from what can wait to what cannot. */
const severities = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

interface MatrixRow {
  readonly severity: Severity;
  /** 0–1. */
  readonly errorRate: number;
  /** 95th percentile in milliseconds. */
  readonly p95Ms: number;
  /** Whether the limits themselves belong to the row below. */
  readonly isAbove?: true;
  /** What is to be done, in the imperative. */
  readonly action: string;
  /** How soon. */
  readonly within: string;
}

/** The team's decision matrix, gravest first. One of the two figures is enough; a row begins at its limit. */
export const matrix: readonly MatrixRow[] = [
  {
    severity: "critical",
    errorRate: 0.05,
    p95Ms: 2000,
    isAbove: true,
    action: "roll back at once",
    within: "5 minutes",
  },
  {
    severity: "high",
    errorRate: 0.02,
    p95Ms: 1000,
    action: "roll back or fix forward",
    within: "15 minutes",
  },
  {
    severity: "medium",
    errorRate: 0.01,
    p95Ms: 500,
    action: "watch and fix forward",
    within: "1 hour",
  },
  {
    severity: "low",
    errorRate: 0,
    p95Ms: 0,
    action: "leave it to the next release",
    within: "the next deployment",
  },
];

/** @param p95Ms undefined where nothing was answered. */
export function severityOf(errorRate: number, p95Ms: number | undefined): Severity {
  const row = matrix.find(
    (each) => isReached(errorRate, each.errorRate, each) || isReached(p95Ms ?? 0, each.p95Ms, each),
  );
  return row?.severity ?? "low";
}

function isReached(value: number, limit: number, { isAbove }: MatrixRow): boolean {
  return isAbove ? value > limit : value >= limit;
}

export function gravest(all: readonly Severity[]): Severity {
  return severities.findLast((severity) => all.includes(severity)) ?? "low";
}
