declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import("../../../worker/collective-vision/index.ts");
  }

  interface Env {
    readonly DB: D1Database;
    readonly KV: KVNamespace;
    readonly ATTACHMENTS: R2Bucket;
    readonly RATE_LIMITER: RateLimit;
    /** The Worker's migrations, in order, as the tests' configuration has read them. */
    readonly TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
