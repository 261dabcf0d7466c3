import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where what is not the project's but the machine's is kept: outside the checkout, so that a second
 * clone need not build the engine again.
 */
export function defaultCacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: cacheHome } = environment;
  return join(cacheHome || join(homedir(), ".cache"), "slipway");
}
