import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCloud } from "../../../local/cloud.ts";
import { defaultSettings } from "../../../local/context.ts";

/** A whole local cloud of this process, as `slipway local start` runs it, on free ports. */
export interface RunningCloud {
  accountId: string;
  zoneId: string;
  zoneName: string;
  /** Base URL of the Cloudflare API. */
  cloudflareUrl: string;
  edgeOrigin: string;
  /** A page of the edge by host and path, as a browser would get it through DNS. */
  visit(host: string, path?: string, headers?: Record<string, string>): Promise<Page>;
  stop(): Promise<void>;
}

export interface Page {
  status: number;
  text: string;
}

export async function startRunningCloud(): Promise<RunningCloud> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "slipway-contract-"));
  const cloud = await startCloud({
    dataDirectory,
    port: 0,
    usesVendorPlugins: false,
    projectDirectory: dataDirectory,
    log: () => undefined,
  });
  const [zone] = defaultSettings.zones;
  return {
    accountId: defaultSettings.accountId,
    zoneId: zone?.id ?? "",
    zoneName: zone?.name ?? "",
    cloudflareUrl: `${cloud.apiOrigin}/client/v4`,
    edgeOrigin: cloud.edgeOrigin,
    visit: (host, path = "/", headers = {}) => visit(cloud.edgeOrigin, host, path, headers),
    stop: async () => {
      await cloud.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

function visit(
  origin: string,
  host: string,
  path: string,
  headers: Record<string, string>,
): Promise<Page> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, { headers: { ...headers, host } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}
