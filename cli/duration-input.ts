import { z } from "zod";

const rule = "a time such as 10s, 30m or 24h";
const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** A time given as text, in milliseconds. */
export const durationInput = z
  .string()
  .regex(/^[1-9]\d{0,5}[smh]$/, rule)
  .transform((text) => Number(text.slice(0, -1)) * (unitsMs[text.slice(-1)] ?? 0));
