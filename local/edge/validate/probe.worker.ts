import type { ProbeCall } from "./probe-call.ts";

/** A Worker that loads other Workers to see whether they start, and what they export. */
interface ProbeEnv {
  LOADER: {
    get(id: string, code: () => LoaderCode): { getEntrypoint(): Fetcher };
  };
}

interface LoaderCode {
  compatibilityDate: string;
  compatibilityFlags: readonly string[];
  mainModule: string;
  modules: Record<string, unknown>;
  env: Record<string, unknown>;
  globalOutbound: null;
}

const PROBE = "slipway-probe.js";

/** Runs beside the uploaded modules and tells what the main one exports. */
const probeModule = (mainModule: string) => `
import * as uploaded from ${JSON.stringify(`./${mainModule}`)};
import * as kinds from "cloudflare:workers";
const handlersOf = (value) => {
  if (typeof value !== "function") return value && typeof value === "object" ? names(value) : [];
  return names(value.prototype ?? {}).filter((name) => name !== "constructor");
};
const names = (object) => {
  const found = new Set();
  for (let o = object; o && o !== Object.prototype; o = Object.getPrototypeOf(o)) {
    for (const name of Object.getOwnPropertyNames(o)) {
      if (typeof object[name] === "function") found.add(name);
    }
  }
  return [...found];
};
const kindOf = (value) => {
  const prototype = typeof value === "function" ? value.prototype : undefined;
  if (prototype instanceof kinds.DurableObject) return "durable-object";
  if (prototype instanceof kinds.WorkerEntrypoint) return "worker-entrypoint";
  if (prototype instanceof kinds.WorkflowEntrypoint) return "workflow-entrypoint";
  return "other";
};
export default {
  fetch() {
    const { default: main, ...rest } = uploaded;
    const named = Object.entries(rest).filter(
      ([, value]) => typeof value === "function" || handlersOf(value).length > 0);
    return Response.json({
      handlers: handlersOf(main),
      named: Object.fromEntries(named.map(([name, value]) => [name, kindOf(value)])),
    });
  },
};`;

export default {
  async fetch(request: Request, env: ProbeEnv): Promise<Response> {
    const call = await request.json<ProbeCall>();
    try {
      const worker = env.LOADER.get(call.id, () => loaderCode(call));
      return await worker.getEntrypoint().fetch("http://probe/");
    } catch (error) {
      const { name, message } = error as Error;
      return Response.json({ error: name === "Error" ? message : `${name}: ${message}` });
    }
  },
};

function loaderCode(call: ProbeCall): LoaderCode {
  const modules = Object.fromEntries(call.modules.map((module) => [module.name, content(module)]));
  return {
    compatibilityDate: call.compatibilityDate,
    compatibilityFlags: call.compatibilityFlags,
    mainModule: PROBE,
    modules: { ...modules, [PROBE]: probeModule(call.mainModule) },
    env: call.env,
    globalOutbound: null,
  };
}

function content({ kind, text, base64 }: ProbeCall["modules"][number]): unknown {
  if (base64 === undefined) return { [kind]: kind === "json" ? JSON.parse(text ?? "null") : text };
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return { [kind]: bytes.buffer };
}
