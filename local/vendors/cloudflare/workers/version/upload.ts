import { z } from "zod";
import { observabilitySchema } from "../worker/observability.ts";

/** One file of an upload, before it is stored. */
export interface UploadedModule {
  name: string;
  contentType: string;
  bytes: Uint8Array;
}

/** A new version as a client sent it, whichever API it used. */
export interface VersionUpload extends z.infer<typeof uploadSchema> {
  modules: UploadedModule[];
}

/** Numbers and booleans arrive as text in the `cloudflare` SDK's bracketed fields. */
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

const bindingSchema = z.looseObject({ type: z.string(), name: z.string().default("") });

/** One step of Durable Object migrations. */
export const migrationStepSchema = z.looseObject({
  new_classes: z.array(z.string()).optional(),
  new_sqlite_classes: z.array(z.string()).optional(),
  deleted_classes: z.array(z.string()).optional(),
  renamed_classes: z.array(z.object({ from: z.string(), to: z.string() })).optional(),
  transferred_classes: z.array(z.unknown()).optional(),
});

export const migrationsSchema = migrationStepSchema.extend({
  old_tag: z.string().optional(),
  new_tag: z.string().optional(),
  steps: z.array(migrationStepSchema).optional(),
});

/** The `metadata` of a script upload, which is the body of the beta API but for its modules. */
export const uploadSchema = z.object({
  main_module: z.string().optional(),
  body_part: z.string().optional(),
  bindings: z.array(bindingSchema).optional(),
  compatibility_date: z.string().optional(),
  compatibility_flags: z.array(z.string()).optional(),
  usage_model: z.enum(["standard", "bundled", "unbound"]).optional(),
  limits: z
    .object({ cpu_ms: z.coerce.number().optional(), subrequests: z.coerce.number().optional() })
    .nullish(),
  placement: z.looseObject({}).nullish(),
  migrations: migrationsSchema.nullish(),
  exports: z
    .record(
      z.string(),
      z.looseObject({
        type: z.string(),
        state: z.string().optional(),
        storage: z.string().optional(),
      }),
    )
    .nullish(),
  assets: z.object({ jwt: z.string().optional(), config: z.looseObject({}).optional() }).nullish(),
  annotations: z.record(z.string(), z.string().nullish()).nullish(),
  containers: z.array(z.unknown()).nullish(),
  cache_options: z.looseObject({}).nullish(),
  package_dependencies: z.array(z.unknown()).nullish(),
  keep_bindings: z.array(z.string()).optional(),
  keep_assets: flag.optional(),
  /** Fields of the Worker, not of the version: `PUT …/scripts/{name}` sets them too. */
  logpush: flag.optional(),
  tags: z.array(z.string()).nullish(),
  observability: observabilitySchema.nullish(),
  tail_consumers: z
    .array(z.looseObject({ service: z.string().optional(), name: z.string().optional() }))
    .nullish(),
});
