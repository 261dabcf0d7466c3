import type { Probe, ProbeAnswer, RouteCheck } from "./probe.ts";
import type { Measurement } from "./verdict.ts";

/** The figures of both versions in one window of time. */
export interface Figures {
  canary: readonly Measurement[];
  baseline: readonly Measurement[];
}

/** Looks at both versions of a rollout for as long as one stage lasts. */
export interface Window {
  /** Looks once more, and tells what was seen since the window was opened. */
  look(): Promise<Figures>;
  /** What keeps the window from seeing the new version; undefined when nothing does. */
  blindness(): string | undefined;
}

/** Where a verdict's figures come from. */
export interface Meter {
  /** The figures of the old version stay empty where there is none. */
  open(versions: { newVersionId: string; oldVersionId?: string }): Window;
}

/**
 * Measures by probes pinned to each version, both at the same moment. A round counts only if the
 * check that tells versions apart was answered by the new one: an override for a version that is
 * not deployed yet, somewhere, is ignored without a word.
 */
export function probeMeter(probe: Probe, checks: readonly RouteCheck[]): Meter {
  const proof = checks.find(({ versionField }) => versionField !== undefined);
  if (proof === undefined) {
    throw new Error("No check says which version answered: set versionField on one of them.");
  }
  const others = checks.filter((check) => check !== proof);

  return {
    open({ newVersionId, oldVersionId }) {
      const canary = new Tally(checks);
      const baseline = new Tally(checks);
      let blind: string | undefined;

      async function ask(check: RouteCheck) {
        const [ofNew, ofOld] = await Promise.all([
          probe(check, newVersionId),
          oldVersionId === undefined ? undefined : probe(check, oldVersionId),
        ]);
        return { ofNew, ofOld };
      }

      async function look(): Promise<Figures> {
        const { ofNew, ofOld } = await ask(proof as RouteCheck);
        blind = misdirection(ofNew, newVersionId);
        if (blind === undefined) {
          canary.add(proof as RouteCheck, ofNew);
          baseline.add(proof as RouteCheck, ofOld);
          await Promise.all(
            others.map(async (check) => {
              const answers = await ask(check);
              canary.add(check, answers.ofNew);
              baseline.add(check, answers.ofOld);
            }),
          );
        }
        return { canary: canary.measurements(), baseline: baseline.measurements() };
      }

      return { look, blindness: () => blind };
    },
  };
}

/** An answer that does not say whose it is counts as the asked version's: it is wrong anyhow. */
function misdirection({ answeredBy }: ProbeAnswer, versionId: string): string | undefined {
  if (answeredBy === undefined || answeredBy === versionId) return undefined;
  return `Probes for version ${versionId} were answered by ${answeredBy}.`;
}

class Tally {
  readonly #routes: Map<string, { timesMs: number[]; problems: string[] }>;

  constructor(checks: readonly RouteCheck[]) {
    this.#routes = new Map(checks.map(({ path }) => [path, { timesMs: [], problems: [] }]));
  }

  add({ path }: RouteCheck, answer: ProbeAnswer | undefined): void {
    if (answer === undefined) return;
    const route = this.#routes.get(path);
    route?.timesMs.push(answer.timeMs);
    if (answer.problem !== undefined) route?.problems.push(answer.problem);
  }

  measurements(): Measurement[] {
    return [...this.#routes].map(([route, { timesMs, problems }]) => ({
      route,
      requests: timesMs.length,
      errors: problems.length,
      p95Ms: percentile(timesMs, 0.95),
      p99Ms: percentile(timesMs, 0.99),
      ...(problems[0] === undefined ? {} : { example: problems[0] }),
    }));
  }
}

/** The smallest value that this share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1];
}
