import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import type { LinkEnv } from "./env.worker.ts";
import { forwardingMissing, table } from "./state.worker.ts";
import { type HoldCall, type HostedProps, LINK, namespaceBinding, type Place } from "./table.ts";

const POLL_MS = 2;

/** Calls under way, by namespace id. */
const underWay = new Map<string, number>();

type ObjectClass = new (ctx: DurableObjectState, env: LinkEnv) => DurableObject<LinkEnv>;
type Call = (stub: Fetcher) => unknown;
type Method = (...parameters: unknown[]) => unknown;

/**
 * A stand-in, in every process, for the objects of one namespace, which live in one other process.
 * Calls wait while that process is being replaced, so a deployment does not fail them.
 */
export function objectProxy(namespaceId: string): ObjectClass {
  return class extends DurableObject<LinkEnv> {
    constructor(ctx: DurableObjectState, env: LinkEnv) {
      super(ctx, env);
      // biome-ignore lint/correctness/noConstructorReturn: an RPC target answers names it cannot list
      return forwardingMissing(this, (name) => {
        const run = (call: Call) => perform(propsOf(namespaceId, ctx.id), env, call);
        const call = (...parameters: unknown[]) =>
          run((stub) => (Reflect.get(stub, name) as Method)(...parameters));
        // A caller may also read a property: `await stub.size`.
        return Object.assign(call, {
          // biome-ignore lint/suspicious/noThenProperty: being awaited is how a property is read
          then: (resolve: Method, reject: Method) =>
            run((stub) => Reflect.get(stub, name)).then(resolve, reject),
        });
      });
    }

    override fetch(request: Request): Promise<Response> {
      const call: Call = (stub) => stub.fetch(request);
      return perform(propsOf(namespaceId, this.ctx.id), this.env, call) as Promise<Response>;
    }
  };
}

/** One object, where it lives; the other end of {@link objectProxy}. */
export class HostedObject extends WorkerEntrypoint<LinkEnv, HostedProps> {
  constructor(ctx: ExecutionContext<HostedProps>, env: LinkEnv) {
    super(ctx, env);
    // biome-ignore lint/correctness/noConstructorReturn: an RPC target answers names it cannot list
    return forwardingMissing(this, (name) => Reflect.get(hosted(ctx.props, env), name));
  }

  override fetch(request: Request): Promise<Response> {
    return hosted(this.ctx.props, this.env).fetch(request);
  }
}

function hosted({ namespaceId, id, name }: HostedProps, env: LinkEnv): Fetcher {
  const namespace = env[namespaceBinding(namespaceId)] as DurableObjectNamespace;
  const objectId = name === undefined ? namespace.idFromString(id) : namespace.idFromName(name);
  return namespace.get(objectId);
}

function propsOf(namespaceId: string, id: DurableObjectId): HostedProps {
  const { name } = id;
  return { namespaceId, id: id.toString(), ...(name === undefined ? {} : { name }) };
}

async function perform(props: HostedProps, env: LinkEnv, call: Call): Promise<unknown> {
  const { namespaceId } = props;
  const { address } = await findHome(namespaceId);
  underWay.set(namespaceId, (underWay.get(namespaceId) ?? 0) + 1);
  try {
    const process = address === null ? env.DEBUG_PORT.current() : env.DEBUG_PORT.connect(address);
    return await call(process.getEntrypoint(LINK.service, LINK.hostedEntry, props));
  } finally {
    underWay.set(namespaceId, (underWay.get(namespaceId) ?? 1) - 1);
  }
}

async function findHome(namespaceId: string): Promise<Place> {
  for (;;) {
    const home = table.objects[namespaceId];
    if (home) return home;
    if (home === undefined) {
      throw new Error(`No deployed Worker has the Durable Object namespace ${namespaceId}.`);
    }
    await scheduler.wait(POLL_MS);
  }
}

/** Resolves when no call to the namespaces is under way, or after the limit. */
export async function drained({ namespaces, limitMs }: HoldCall): Promise<void> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += POLL_MS) {
    if (namespaces.every((id) => (underWay.get(id) ?? 0) === 0)) return;
    await scheduler.wait(POLL_MS);
  }
}
