import { parseOverrides } from "./overrides.ts";

/** Request header whose value keeps a user on one version while a deployment lasts. */
export const KEY_HEADER = "cloudflare-workers-version-key";

/** A version of a deployment, for the choice between them. */
export interface Choice {
  versionId: string;
  /** 0–100. */
  percentage: number;
  /** ISO 8601. */
  createdOn: string;
}

/** What a request says about the version that it wants. */
export interface Preference {
  /** Value of `Cloudflare-Workers-Version-Overrides`. */
  overrides?: string | null | undefined;
  /** Value of `Cloudflare-Workers-Version-Key`. */
  key?: string | null | undefined;
}

/**
 * Newest first: so the keys that a new version has at 10 % are among those that it has at 20 %, and
 * nobody flips back while its share grows.
 * @see https://developers.cloudflare.com/workers/versions-and-deployments/gradual-deployments/version-affinity/
 */
export function orderChoices<C extends Choice>(choices: readonly C[]): C[] {
  return [...choices].sort(
    (a, b) => b.createdOn.localeCompare(a.createdOn) || b.versionId.localeCompare(a.versionId),
  );
}

/**
 * The version that answers: the one that an override names if it is in the deployment (at 0 % too),
 * else by the key's hash, else drawn.
 * @param choices as {@link orderChoices} gives them
 * @param draw a number from 0 up to 1
 * @see https://developers.cloudflare.com/workers/versions-and-deployments/version-overrides/
 */
export function chooseVersion<C extends Choice>(
  script: string,
  choices: readonly C[],
  preference: Preference,
  draw: () => number,
): C | undefined {
  if (preference.overrides) {
    const wanted = parseOverrides(preference.overrides).get(script);
    const pinned = choices.find(({ versionId }) => versionId === wanted);
    if (pinned) return pinned;
  }
  if (choices.length === 1) return choices[0];
  const point = 100 * (preference.key ? hashToUnit(`${script}\n${preference.key}`) : draw());
  let reached = 0;
  for (const choice of choices) {
    reached += choice.percentage;
    if (point < reached) return choice;
  }
  return choices.findLast(({ percentage }) => percentage > 0);
}

/** FNV-1a with a final mix, so that keys which differ in one digit spread evenly over [0, 1). */
function hashToUnit(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
