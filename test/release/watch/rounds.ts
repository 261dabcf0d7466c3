import type { RouteFigures, Sample } from "../../../release/watch/metrics-source.ts";

/** Rounds of figures as a probe source gives them. */

function figures(changes: Partial<RouteFigures> = {}): RouteFigures {
  const { requests = 7, errors = 0 } = changes;
  const timesMs = changes.timesMs ?? Array.from({ length: requests }, () => 20);
  return { route: "/", requests, errors, timesMs, ...changes };
}

export function round(...routes: Partial<RouteFigures>[]): Sample {
  return { routes: routes.map(figures), foreignVersions: [] };
}

export const good = round({});
export const bad = round({ errors: 7, example: "status 500, expected 200" });
export const slow = round({ timesMs: [2500, 2500, 2500, 2500, 2500, 2500, 2500] });

export function times(count: number, sample: Sample): Sample[] {
  return Array.from({ length: count }, () => sample);
}
