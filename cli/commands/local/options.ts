import { resolve } from "node:path";
import { z } from "zod";

/** Options that every local command has. */
export const dataOption = {
  flags: "--data <folder>",
  description: "where the local cloud keeps everything (default: .slipway in the checkout)",
};

/** The root of the checkout. */
export const projectRoot = resolve(import.meta.dirname, "../../..");

export const dataInput = z
  .string()
  .min(1, "the name of a folder")
  .default(resolve(projectRoot, ".slipway"))
  .transform((folder) => resolve(folder));

const portRule = "a whole number from 0 to 65535";

/** A port number given as text; 0 asks for a free one. */
export const portInput = z.coerce
  .number({ error: portRule })
  .int(portRule)
  .min(0, portRule)
  .max(65_535, portRule);

export const noArguments = z.array(z.string()).max(0, "there are only options here, no arguments");
