import { z } from "zod";

const GO_TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-])(\d\d)(\d\d) \S+$/;

/**
 * A time in RFC 3339, kept as it was written. Go's own text (`2026-11-01 00:00:00 +0000 UTC`),
 * which the vendor's provider sends for the start of a rotation, becomes RFC 3339.
 */
export const timeSchema = z.string().transform((text, context) => {
  const [, date, time, sign, hours, minutes] = GO_TIME.exec(text) ?? [];
  const isUtc = hours === "00" && minutes === "00";
  const rfc3339 =
    date === undefined ? text : `${date}T${time}${isUtc ? "Z" : `${sign}${hours}:${minutes}`}`;
  if (Number.isNaN(Date.parse(rfc3339))) {
    context.addIssue({ code: "custom", message: `"${text}" is not a time in RFC 3339` });
  }
  return rfc3339;
});
