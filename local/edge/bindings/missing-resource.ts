import { json, refusal, type WireResponse } from "./wire.ts";

/**
 * What a binding answers whose resource was deleted, so that the Worker gets an exception.
 * assumption: the wording; the numbers are those of the public API.
 */
export function missingResource(type: string, resource: string): WireResponse {
  switch (type) {
    case "d1":
      return json({ success: false, error: `The database ${resource} could not be found` });
    case "r2_bucket":
      return missingBucket();
    case "vectorize": {
      const error = `vectorize.index.not_found - Index name "${resource}"`;
      return { ...json({ code: 3000, error }), status: 404 };
    }
    case "queue":
      return {
        ...refusal(404, "Queue does not exist"),
        headers: {
          "cf-queues-error-code": "10104",
          "cf-queues-error-cause": "Queue does not exist",
        },
      };
    default:
      // KV takes a 404 and a 410 for a missing key.
      return refusal(400, `The ${type} "${resource}" does not exist`);
  }
}

function missingBucket(): WireResponse {
  const error = { version: 1, v4code: 10006, message: "The specified bucket does not exist." };
  return { status: 404, headers: { "cf-r2-error": JSON.stringify(error) } };
}
