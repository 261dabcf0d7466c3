/** Which names at vendors are ours, declared or not: whoever makes the names knows their forms. */
export interface OwnNames {
  /** Whether a name claims to belong to a system in an environment: `cv-exports-staging`. */
  isNameIn(environment: string, name: string): boolean;
  /** Whether a title, as PagerDuty and Slack show it, does: `Collective Vision (staging)`. */
  isTitleIn(environment: string, title: string): boolean;
}

/** The host of a route's pattern: `feedback.example.com/admin/*` is on `feedback.example.com`. */
export function hostOfPattern(pattern: string): string {
  return pattern.replace(/^\*?\.?/, "").split("/")[0] ?? pattern;
}
