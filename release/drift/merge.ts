import { isDeepStrictEqual } from "node:util";
import type { FieldChange, Finding } from "./finding.ts";

/**
 * One finding per declared object: what the engine and a vendor's API both found of it is put
 * together. Where the object is missing, nothing else of it counts.
 */
export function merged(findings: readonly Finding[]): readonly Finding[] {
  const byUrn = new Map<string, Finding>();
  const rest: Finding[] = [];
  for (const finding of findings) {
    if (finding.urn === undefined) rest.push(finding);
    else byUrn.set(finding.urn, join(byUrn.get(finding.urn), finding));
  }
  return [...byUrn.values(), ...rest];
}

function join(one: Finding | undefined, other: Finding): Finding {
  if (one === undefined) return other;
  if (one.verdict !== "changed") return one;
  if (other.verdict !== "changed") return other;
  const known = new Set(one.changes.map(({ path }) => path));
  const added: FieldChange[] = other.changes.filter(({ path }) => !known.has(path));
  const remedies = other.remedies.filter(
    (remedy) => !one.remedies.some((known) => isDeepStrictEqual(known, remedy)),
  );
  return {
    ...one,
    changes: [...one.changes, ...added],
    remedies: [...one.remedies, ...remedies],
  };
}
