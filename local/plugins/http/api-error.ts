/** A vendor refused a request, in the words that its Pulumi provider would use. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** The vendor's own error code, where it has one: Slack's `name_taken`, Cloudflare's `10007`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** @returns undefined where the vendor answers that the object does not exist. */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
