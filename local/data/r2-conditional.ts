export interface EtagCondition {
  type: "strong" | "weak" | "wildcard";
  value?: string | undefined;
}

/** What must hold of the object in place for a get or put to act. */
export interface R2Conditional {
  /** `If-Match` */
  etagMatches?: readonly EtagCondition[] | undefined;
  /** `If-None-Match` */
  etagDoesNotMatch?: readonly EtagCondition[] | undefined;
  /** `If-Unmodified-Since`, milliseconds since the epoch. */
  uploadedBefore?: number | undefined;
  /** `If-Modified-Since`, milliseconds since the epoch. */
  uploadedAfter?: number | undefined;
  /** Compares times in whole seconds, as HTTP headers do. */
  secondsGranularity?: boolean | undefined;
}

/** @see RFC 9110 §13.2.2 for which condition wins over which */
export function holds(
  condition: R2Conditional,
  object: { etag: string; uploadedMs: number } | undefined,
): boolean {
  const { etagMatches, etagDoesNotMatch, uploadedBefore, uploadedAfter } = condition;
  if (object === undefined) return etagMatches === undefined && uploadedAfter === undefined;
  const time = (ms: number) => (condition.secondsGranularity ? Math.floor(ms / 1000) : ms);
  const uploaded = time(object.uploadedMs);
  const matches = etagMatches === undefined || includes(etagMatches, object.etag, "strong");
  const differs =
    etagDoesNotMatch === undefined || !includes(etagDoesNotMatch, object.etag, "weak");
  const isNewer =
    uploadedAfter === undefined ||
    time(uploadedAfter) < uploaded ||
    (etagDoesNotMatch !== undefined && differs);
  const isOlder =
    uploadedBefore === undefined ||
    uploaded < time(uploadedBefore) ||
    (etagMatches !== undefined && matches);
  return matches && differs && isNewer && isOlder;
}

function includes(
  conditions: readonly EtagCondition[],
  etag: string,
  comparison: "strong" | "weak",
): boolean {
  return conditions.some(
    ({ type, value }) =>
      type === "wildcard" || (value === etag && (type === "strong" || comparison === "weak")),
  );
}
