import { z } from "zod";
import type { Cloud } from "../local/cloud.ts";
import { dataInput, dataOption, portInput, projectRoot } from "./commands/local/options.ts";
import type { Output } from "./output.ts";

/** Options of every command that starts a local cloud. */
export const cloudOptions = [
  dataOption,
  {
    flags: "--port <port>",
    description:
      "the vendors' APIs and the console (default 8786); the edge takes the next one; 0: free ones",
  },
  {
    flags: "--vendor-plugins",
    description: "use the vendors' own Pulumi plugins from PATH or PULUMI_HOME",
  },
] as const;

export const cloudInput = {
  data: dataInput,
  port: portInput.default(8786),
  vendorPlugins: z.boolean().default(process.env.SLIPWAY_VENDOR_PLUGINS === "1"),
};

export interface RunnerOptions {
  data: string;
  port: number;
  vendorPlugins: boolean;
}

/** Starts a local cloud in this process; Ctrl-C and SIGTERM stop it cleanly. */
export async function runLocalCloud(options: RunnerOptions, output: Output): Promise<Cloud> {
  const done = output.step("Starting the local cloud");
  // Loaded here, because most commands only talk to a cloud that runs.
  const { startCloud } = await import("../local/cloud.ts");
  const cloud = await startCloud({
    dataDirectory: options.data,
    port: options.port,
    usesVendorPlugins: options.vendorPlugins,
    projectDirectory: projectRoot,
    log: (line) => output.line(line),
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void cloud.stop());
  }
  done(`Local cloud ready: console ${cloud.apiOrigin}, edge ${cloud.edgeOrigin}`);
  return cloud;
}
