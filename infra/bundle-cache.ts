import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Enough for every stack and branch somebody works on at once. */
const keptBundles = 20;

/**
 * Leaves a bundle in its folder, whole or not at all, and forgets the ones longest not used. The
 * name is a digest of the code, so that a file never changes its meaning.
 */
export async function keepBundle(folder: string, file: string, code: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  const partial = join(folder, `${file}.${process.pid}.partial`);
  await writeFile(partial, code);
  await rename(partial, join(folder, file));
  await forgetOldest(folder);
}

async function forgetOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= keptBundles) return;
  const files = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), usedAt: await usedAt(folder, name) })),
  );
  files.sort((a, b) => b.usedAt - a.usedAt);
  for (const { path } of files.slice(keptBundles)) await rm(path, { force: true });
}

/** Milliseconds of the last write; 0 for a file that another run has just removed. */
async function usedAt(folder: string, name: string): Promise<number> {
  const found = await stat(join(folder, name)).catch(() => undefined);
  return found?.mtimeMs ?? 0;
}
