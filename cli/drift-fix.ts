import type { StackDrift } from "../release/drift/finding.ts";
import { type FixPorts, fixDrift } from "../release/drift/fix.ts";
import type { VendorCall } from "../release/drift/remedy.ts";
import { restoreTraffic } from "../release/drift/restore-traffic.ts";
import type { VendorApis } from "../release/drift/vendor-apis.ts";
import { ReleaseError } from "../release/release-error.ts";
import type { RunResult } from "../release/run-result.ts";
import type { DriftTools } from "./drift-tools.ts";
import type { Output } from "./output.ts";
import { runObserver } from "./render-run.ts";

/** Applies the remedies of one stack, and shows each step. */
export function fixStack(
  correlationId: string,
  drift: StackDrift,
  { engine, apis, services }: DriftTools,
  output: Output,
): Promise<RunResult> {
  const ports: FixPorts = {
    up: (options) => engine.up(options, { onMessage: (_, text) => output.line(`  ${text}`) }),
    call: (call) => send(call, apis),
    restore: (restoration) =>
      restoreTraffic(
        need(apis, "cloudflare"),
        restoration,
        process.env.SLIPWAY_CONNECT_TO,
        (line) => output.line(`  ${line}`),
      ),
    services,
    observer: runObserver(output),
  };
  output.line(`Fixing ${drift.stack}`);
  return fixDrift(correlationId, drift, ports);
}

async function send({ vendor, method, path, body }: VendorCall, apis: VendorApis): Promise<void> {
  await need(apis, vendor)(method, path, body);
}

function need<Vendor extends keyof VendorApis>(
  apis: VendorApis,
  vendor: Vendor,
): NonNullable<VendorApis[Vendor]> {
  const api = apis[vendor];
  if (api !== undefined) return api;
  throw new ReleaseError("environment", `The environment has no token for ${vendor}.`);
}
