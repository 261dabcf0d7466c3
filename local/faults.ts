import { z } from "zod";
import type { Ids } from "./context.ts";
import { LocalCloudError } from "./errors.ts";
import type { Collection, Store } from "./store.ts";
import { vendorNames } from "./vendors/vendor.ts";

const effectSchema = z.discriminatedUnion("kind", [
  /** Waits, then acts and answers as usual. */
  z.strictObject({ kind: z.literal("latency"), ms: z.int().min(1).max(600_000) }),
  /** Does not act; answers this status in the vendor's own envelope. */
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    retryAfterSeconds: z.int().min(0).max(3600).optional(),
  }),
  /** Acts, then cuts the connection: the client cannot know. */
  z.strictObject({ kind: z.literal("cut-after") }),
  /** Cuts the connection without acting. */
  z.strictObject({ kind: z.literal("cut-before") }),
  /** Never answers and does not act; the connection stays open for this long. */
  z.strictObject({ kind: z.literal("hang"), ms: z.int().min(1).max(600_000) }),
  /** Does not act; answers 200 with an HTML page where JSON is expected. */
  z.strictObject({ kind: z.literal("garbage") }),
]);

const ruleSchema = z.strictObject({
  vendor: z.enum(vendorNames),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).optional(),
  /** Path with `*` for one segment and `**` for any number; all paths if absent. */
  path: z.string().startsWith("/").optional(),
  /** The first matching call that is hit, counted from 1. */
  nth: z.int().min(1).default(1),
  /** How many calls are hit from there on; every one if absent. */
  times: z.int().min(1).optional(),
  /** Share of the matching calls that is hit, 0–1. */
  probability: z.number().gt(0).max(1).default(1),
  effect: effectSchema,
});

export type FaultRule = z.infer<typeof ruleSchema> & { id: string; seen: number; hits: number };
export type FaultInput = z.input<typeof ruleSchema>;

/** Rules that make emulated vendors misbehave, kept across restarts until they are cleared. */
export class Faults {
  readonly #rules: Collection<FaultRule>;
  readonly #ids: Ids;
  readonly #random: () => number;

  constructor(store: Store, ids: Ids, random: () => number = Math.random) {
    this.#rules = store.collection("local.faults");
    this.#ids = ids;
    this.#random = random;
  }

  /** @throws LocalCloudError `invalid-fault` listing every problem of the input. */
  add(input: unknown): FaultRule {
    const parsed = ruleSchema.safeParse(input);
    if (!parsed.success) {
      throw new LocalCloudError("invalid-fault", `Invalid fault rule: ${problems(parsed.error)}.`, {
        hint: 'Example: {"vendor":"cloudflare","method":"POST","path":"/**/deployments","times":2,"effect":{"kind":"status","status":503}}.',
      });
    }
    const rule = { ...parsed.data, id: `fault-${this.#ids.hex(3)}`, seen: 0, hits: 0 };
    return this.#rules.put(rule.id, rule);
  }

  list(): FaultRule[] {
    return this.#rules.list();
  }

  /** Removes one rule, or all of them. @returns how many were removed. */
  clear(id?: string): number {
    const ids = id === undefined ? this.list().map((rule) => rule.id) : [id];
    return ids.filter((each) => this.#rules.delete(each)).length;
  }

  /** Counts the call against every rule that matches it and returns the first that hits. */
  match(vendor: string, method: string, path: string): FaultRule | undefined {
    let hit: FaultRule | undefined;
    for (const rule of this.list()) {
      if (!matches(rule, vendor, method, path)) continue;
      const seen = rule.seen + 1;
      const isHit = hit === undefined && hits(rule, seen) && this.#random() < rule.probability;
      const counted = { ...rule, seen, hits: rule.hits + (isHit ? 1 : 0) };
      this.#rules.put(rule.id, counted);
      if (isHit) hit = counted;
    }
    return hit;
  }
}

function matches(rule: FaultRule, vendor: string, method: string, path: string): boolean {
  return (
    rule.vendor === vendor &&
    (rule.method === undefined || rule.method === method) &&
    (rule.path === undefined || globToRegExp(rule.path).test(path))
  );
}

function hits(rule: FaultRule, seen: number): boolean {
  return seen >= rule.nth && (rule.times === undefined || seen < rule.nth + rule.times);
}

function globToRegExp(glob: string): RegExp {
  const pattern = glob
    .split(/(\*\*|\*)/)
    .map((part) => (part === "**" ? ".*" : part === "*" ? "[^/]*" : RegExp.escape(part)))
    .join("");
  return new RegExp(`^${pattern}$`);
}

function problems(error: z.ZodError): string {
  return error.issues
    .map((issue) => `${issue.path.join(".") || "rule"}: ${issue.message}`)
    .join("; ");
}
