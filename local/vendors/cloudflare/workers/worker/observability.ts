import { z } from "zod";

const fraction = z.coerce.number().min(0).max(1);

const telemetry = {
  enabled: z.boolean().optional(),
  head_sampling_rate: fraction.optional(),
  persist: z.boolean().optional(),
  destinations: z.array(z.string()).optional(),
};

/** Observability settings as either API takes them; rates are 0–1. */
export const observabilitySchema = z.object({
  enabled: z.boolean().optional(),
  head_sampling_rate: fraction.nullish(),
  logs: z.object({ ...telemetry, invocation_logs: z.boolean().optional() }).nullish(),
  traces: z.object(telemetry).nullish(),
});
