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
  .min(1)
  .default(resolve(projectRoot, ".slipway"))
  .transform((folder) => resolve(folder));

/** A port number given as text; 0 asks for a free one. */
export const portInput = z.coerce
  .number({ error: "a port is a whole number from 0 to 65535" })
  .int("a port is a whole number from 0 to 65535")
  .min(0, "a port is a whole number from 0 to 65535")
  .max(65_535, "a port is a whole number from 0 to 65535");

export const noArguments = z.array(z.string()).max(0, "takes no arguments");
