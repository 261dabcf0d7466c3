/** The version that is downloaded or built; any later 3.x on PATH does as well. */
export const ENGINE_VERSION = "3.256.0";

/** What `fits` checks, in words for people. */
export const VERSION_RULE = `at least ${ENGINE_VERSION}, below 4, no pre-release`;

type Numbers = readonly [major: number, minor: number, patch: number];

const SEMVER = /^v?(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** The version in the output of `pulumi version`, without its `v`; undefined if there is none. */
export function parseVersion(output: string): string | undefined {
  const word = output.trim();
  return SEMVER.test(word) ? word.replace(/^v/, "") : undefined;
}

/** Whether an engine of this version runs the program. */
export function fits(version: string): boolean {
  const match = SEMVER.exec(version);
  if (match === null || match[4] !== undefined) return false;
  const numbers = toNumbers(version);
  return numbers[0] === 3 && compareNumbers(numbers, toNumbers(ENGINE_VERSION)) >= 0;
}

/**
 * Negative if `left` is the older of two versions, of the engine or of Go (`1.25.11`, `1.26`).
 * Whatever follows the three numbers is left out.
 */
export function compareVersions(left: string, right: string): number {
  return compareNumbers(toNumbers(left), toNumbers(right));
}

function toNumbers(version: string): Numbers {
  const [major = 0, minor = 0, patch = 0] = (version.match(/\d+/g) ?? []).map(Number);
  return [major, minor, patch];
}

function compareNumbers(left: Numbers, right: Numbers): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}
