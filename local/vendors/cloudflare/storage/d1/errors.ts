import { D1Error } from "../../../../data/d1-error.ts";
import { ApiError } from "../../envelope.ts";

/** @see terraform-provider-cloudflare issue 6309: `Invalid property: …` with 7400 */
export const bodyError = {
  code: 7400,
  describe: (path: string, message: string) => `Invalid property: ${path} => ${message}`,
};

/** Runs `work` and answers what D1 refuses as the API does: `no such table: t: SQLITE_ERROR`. */
export function answering<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof D1Error) throw new ApiError(400, 7500, error.message);
    throw error;
  }
}
