import { fileURLToPath } from "node:url";
import { Miniflare, type MiniflareOptions } from "miniflare";
import {
  type BindingGateway,
  listenBindingGateway,
} from "../../../../local/edge/bindings/gateway.ts";
import type { WireBinding } from "../../../../local/edge/contract.ts";
import { startDataPlane, type TestDataPlane } from "../../data/support/use-data-plane.ts";
import type { PluginOptions } from "./miniflare-plugin.ts";

/** Answers what `work` returns, or `{error}` with the message of what it throws. */
export type Attempt = <T>(work: () => Promise<T>) => Promise<T | { error: string }>;

/**
 * Runs inside workerd: its text is sent there, so it must not use anything from around it. The
 * result must be JSON.
 */
export type Scenario<Env> = (env: Env, attempt: Attempt) => Promise<unknown>;

export interface ScenarioOptions<Env, Name extends string> {
  scenarios: Record<Name, Scenario<Env>>;
  /** Bindings on the local data plane. */
  bindings: readonly WireBinding[];
  /** The same names on Miniflare's simulators, as its `config.env` has them. */
  simulators?: Record<string, unknown>;
  compatibilityFlags?: string[];
}

export interface WorkerScenarios<Name extends string> {
  /** Runs a scenario in workerd against the local data plane. */
  run(scenario: Name): Promise<unknown>;
  /** Runs it against Miniflare's own simulator of the service. */
  simulate(scenario: Name): Promise<unknown>;
  plane: TestDataPlane;
  gateway: BindingGateway;
  close(): Promise<void>;
}

const SIMULATED = "SIMULATED_";
const PLUGIN = fileURLToPath(new URL("./miniflare-plugin.ts", import.meta.url));

/** One Worker in one workerd with all of the scenarios. */
export async function startScenarios<Env, Name extends string>(
  options: ScenarioOptions<Env, Name>,
): Promise<WorkerScenarios<Name>> {
  const plane = startDataPlane();
  const gateway = await listenBindingGateway(plane.data);
  const simulators = Object.entries(options.simulators ?? {});
  const compatibilityFlags = options.compatibilityFlags ?? [];
  const pluginOptions: PluginOptions = {
    bindings: options.bindings,
    compatibilityFlags,
    address: gateway.address,
  };
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    port: 0,
    workers: [
      {
        config: {
          name: "scenarios",
          compatibilityDate: "2026-11-01",
          compatibilityFlags,
          manifest: {
            mainModule: "main.js",
            modules: { "main.js": { type: "esm", contents: workerSource(options.scenarios) } },
          },
          env: {
            "slipway-data": {
              type: "unsafe:slipway-data",
              dev: {
                plugin: { package: PLUGIN, name: "slipway-data" },
                options: pluginOptions,
              },
            },
            ...Object.fromEntries(simulators.map(([name, entry]) => [SIMULATED + name, entry])),
          },
        },
      },
    ],
  } as unknown as MiniflareOptions);
  const call = async (path: string) => {
    const response = await miniflare.dispatchFetch(`http://worker/${path}`);
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  };
  return {
    run(scenario) {
      // A key of KV takes one write per second, also from one scenario to the next.
      plane.clock.advance(1000);
      return call(`local/${scenario}`);
    },
    simulate: (scenario) => call(`simulated/${scenario}`),
    plane,
    gateway,
    async close() {
      await miniflare.dispose();
      await gateway.close();
      plane.close();
    },
  };
}

function workerSource(scenarios: Record<string, unknown>): string {
  const entries = Object.entries(scenarios).map(
    ([name, scenario]) => `${JSON.stringify(name)}: ${String(scenario)}`,
  );
  return `
    const scenarios = { ${entries.join(",\n")} };
    const attempt = async (work) => {
      try { return await work(); } catch (error) { return { error: error.message }; }
    };
    function simulated(env) {
      const names = Object.keys(env).filter((name) => name.startsWith("${SIMULATED}"));
      return Object.fromEntries(names.map((name) => [name.slice(${SIMULATED.length}), env[name]]));
    }
    export default {
      async fetch(request, env) {
        const [, side, name] = new URL(request.url).pathname.split("/");
        try {
          const result = await scenarios[name](side === "local" ? env : simulated(env), attempt);
          return Response.json(result ?? null);
        } catch (error) {
          return new Response(String(error.stack), { status: 500 });
        }
      },
    };`;
}
