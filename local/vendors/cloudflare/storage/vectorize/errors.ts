import { VectorError } from "../../../../data/vector-rules.ts";
import { ApiError } from "../../envelope.ts";

// assumption: the number of a body that does not fit.
export const bodyError = {
  code: 40022,
  describe: (path: string, message: string) => `invalid request body: ${path} ${message}`,
};

/** Runs `work` and answers what Vectorize refuses as the API does. */
export function answering<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof VectorError)) throw error;
    const status = error.code === "index-not-found" ? 404 : 400;
    throw new ApiError(status, error.number, error.message);
  }
}
