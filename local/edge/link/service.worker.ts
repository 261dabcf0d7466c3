import { WorkerEntrypoint } from "cloudflare:workers";
import type { LinkEnv } from "./env.worker.ts";
import { OVERRIDES_HEADER } from "./overrides.ts";
import { KEY_HEADER, type Preference } from "./split.ts";
import { forwardingMissing, pick, reach } from "./state.worker.ts";
import type { ServiceProps } from "./table.ts";

/**
 * The other end of every service binding: it follows the target's deployment, call by call. An
 * override header counts on `fetch()` only; RPC calls cannot carry one.
 */
export class Service extends WorkerEntrypoint<LinkEnv, ServiceProps> {
  constructor(ctx: ExecutionContext<ServiceProps>, env: LinkEnv) {
    super(ctx, env);
    // biome-ignore lint/correctness/noConstructorReturn: an RPC target answers names it cannot list
    return forwardingMissing(this, (name) => Reflect.get(target(ctx.props, env, {}), name));
  }

  override fetch(request: Request): Promise<Response> {
    const preference = {
      overrides: request.headers.get(OVERRIDES_HEADER),
      key: request.headers.get(KEY_HEADER),
    };
    return target(this.ctx.props, this.env, preference).fetch(request);
  }
}

function target({ script, entrypoint }: ServiceProps, env: LinkEnv, wish: Preference): Fetcher {
  const version = pick(script, wish);
  const service = entrypoint === undefined ? version.entry : version.service;
  return reach(env, version, service, entrypoint);
}
