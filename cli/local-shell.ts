import { defaultSettings } from "../local/context.ts";
import { DataFolder, type RunningCloud } from "../local/data-folder.ts";
import { ensureEngine, stackLauncherDirectory } from "../local/engine/ensure-engine.ts";
import { localEnvironment } from "../local/environment.ts";
import { createLocalStacks } from "./local-stacks.ts";

export interface LocalShell {
  environment: Record<string, string>;
  engine: { version: string; source: string };
}

/** Makes everything ready for `pulumi` against a running local cloud: engine, environment, stacks. */
export async function openLocalShell(
  dataDirectory: string,
  running: Pick<RunningCloud, "apiPort" | "edgePort" | "debugProviders">,
  report: (line: string) => void,
): Promise<LocalShell> {
  const engine = await ensureEngine({ report });
  const identity = new DataFolder(dataDirectory).identity();
  const environment = localEnvironment({
    dataDirectory,
    ...identity,
    settings: defaultSettings,
    apiOrigin: `http://127.0.0.1:${running.apiPort}`,
    edgeOrigin: `http://127.0.0.1:${running.edgePort}`,
    debugProviders: running.debugProviders,
    pulumi: engine.pulumi,
    pathEntries: [stackLauncherDirectory, ...engine.pathEntries],
  });
  await createLocalStacks(engine.pulumi, dataDirectory, environment);
  return { environment, engine };
}
