import { ApiError } from "../envelope.ts";

/** assumption: status and code for a well-formed id of no zone. */
export const zoneNotFound = () => new ApiError(404, 1001, "Invalid zone identifier");

export const zoneExists = (name: string) => new ApiError(400, 1061, `${name} already exists`);

export const settingNotFound = (id: string) =>
  new ApiError(404, 1006, `Unrecognized zone setting name: ${id}`);

export const recordNotFound = () => new ApiError(404, 81044, "Record does not exist.");

/** @see external-dns and cloudflare-go tests quote both codes; assumption: which one means what. */
export const recordExists = () => new ApiError(400, 81057, "Record already exists.");
export const identicalRecordExists = () =>
  new ApiError(400, 81058, "An identical record already exists.");

export const hostTaken = () =>
  new ApiError(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");

export const invalidRecord = (code: number, message: string) => new ApiError(400, code, message);

/** assumption: the code. */
export const recordReadOnly = () =>
  new ApiError(
    400,
    1043,
    "This record is managed by a Worker's custom domain and cannot be changed.",
  );
