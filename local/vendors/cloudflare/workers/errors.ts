import { ApiError } from "../envelope.ts";

/**
 * Refusals of the Workers API. Codes and wordings were observed on the real API unless marked as an
 * assumption.
 * @see alchemy-run/distilled `packages/cloudflare/patches/workers/*.json` at e2b467c
 */
export const workerNotFound = () =>
  new ApiError(404, 10007, "This Worker does not exist on your account.");

/** The services API's own code for the same. @see workers-sdk `worker-not-found-error.ts` */
export const serviceNotFound = () =>
  new ApiError(404, 10090, "This Worker does not exist on your account.");

/** assumption: code. */
export const workerNameTaken = (name: string) =>
  new ApiError(409, 10040, `A Worker named '${name}' already exists on your account.`);

/** @see https://developers.cloudflare.com/workers/platform/limits/#worker-name */
export const invalidWorkerName = (name: string) =>
  new ApiError(
    400,
    10016,
    `Worker name '${name}' is invalid: use at most 255 characters, only lower-case letters, digits, "-" and "_", and do not start with "-".`,
  );

export const versionNotFound = () =>
  new ApiError(
    404,
    100146,
    "The requested Worker version could not be found, please check the ID being passed and try again.",
  );

/** @see workers-sdk `packages/wrangler/src/versions/secrets/index.ts` */
export const noVersions = () => new ApiError(404, 10222, "This Worker has no versions.");

export const deploymentNotFound = () =>
  new ApiError(404, 10336, "The requested deployment could not be found.");

export const secretNotFound = (name: string) =>
  new ApiError(404, 10056, `Secret '${name}' not found on this Worker.`);

export const routeNotFound = () => new ApiError(404, 10009, "The requested route was not found.");

export const domainNotFound = () =>
  new ApiError(404, 100114, "The requested custom domain was not found.");

/** What the runtime says of code that does not start. */
export const scriptRejected = (message: string) => new ApiError(400, 10021, message);

export const scriptWithoutMain = (name: string) =>
  new ApiError(400, 10068, `The uploaded script has no part for its main module '${name}'.`);
