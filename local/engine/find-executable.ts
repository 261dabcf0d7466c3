import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first executable file of that name on PATH that is wanted; undefined if there is none. */
export function findExecutable(
  name: string,
  environment: NodeJS.ProcessEnv,
  isWanted: (path: string) => boolean = () => true,
): string | undefined {
  return (environment.PATH ?? "")
    .split(delimiter)
    .filter((directory) => directory !== "")
    .map((directory) => join(directory, name))
    .find((path) => isExecutable(path) && isWanted(path));
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
