/**
 * Which names are ours. It knows the forms that `infra/naming.ts` makes, so a name that nobody
 * declared is still known for what it claims to be.
 */

/** What every name of a system's own objects begins with. */
const systemPrefixes = ["collective-vision", "cv"];

/** Whether a name claims to belong to a system in an environment: `cv-exports-staging`. */
export function claimsEnvironment(name: string, environment: string): boolean {
  const isOfSystem = systemPrefixes.some((prefix) => name.startsWith(`${prefix}-`));
  return isOfSystem && name.split("-").includes(environment);
}

/** Whether a title, as PagerDuty and Slack show it, does: `Collective Vision (staging)`. */
export function isTitledFor(title: string, environment: string): boolean {
  return title.endsWith(`(${environment})`);
}

/** The host of a route's pattern: `feedback.example.com/admin/*` is on `feedback.example.com`. */
export function hostOfPattern(pattern: string): string {
  return pattern.replace(/^\*?\.?/, "").split("/")[0] ?? pattern;
}
