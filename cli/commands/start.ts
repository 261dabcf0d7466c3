import { z } from "zod";
import { resourceName } from "../../release/deploy/update-progress.ts";
import { StackEngine } from "../../release/engine.ts";
import { defineCommand } from "../command.ts";
import { ExitCode } from "../exit-codes.ts";
import { cloudInput, cloudOptions, runLocalCloud } from "../local-runner.ts";
import { openLocalShell } from "../local-shell.ts";
import { type StackName, stackNames } from "../local-stacks.ts";
import { elapsed, type Output } from "../output.ts";
import { type LocalServiceReport, verifyLocally } from "../verify-service.ts";
import { noArguments, projectRoot } from "./local/options.ts";

export const start = defineCommand({
  name: "start",
  summary: "Start the local cloud, deploy staging and production to it, and verify both.",
  options: [
    ...cloudOptions,
    { flags: "--once", description: "stop after verifying, instead of serving until Ctrl-C" },
  ],
  input: z.object({ args: noArguments, ...cloudInput, once: z.boolean().default(false) }),
  async run({ once, ...options }, output) {
    const cloud = await runLocalCloud(options, output);
    try {
      const reports = await deployAndVerify(cloud, options.data, output);
      output.json({ console: cloud.apiOrigin, edge: cloud.edgeOrigin, stacks: reports });
      const isHealthy = reports.every((report) => report.health === "healthy");
      if (!once) {
        sayWhatNext(cloud.apiOrigin, output);
        await cloud.stopped;
      }
      return isHealthy ? ExitCode.ok : ExitCode.failed;
    } finally {
      await cloud.stop();
      output.line("The local cloud has stopped; its data is kept.");
    }
  },
});

async function deployAndVerify(
  cloud: Awaited<ReturnType<typeof runLocalCloud>>,
  dataDirectory: string,
  output: Output,
): Promise<LocalServiceReport[]> {
  const engineReady = output.step("Getting the Pulumi engine");
  const { environment, engine } = await openLocalShell(dataDirectory, cloud.running, (line) =>
    output.line(`  ${line}`),
  );
  engineReady(`Pulumi ${engine.version} (${engine.source})`);
  const reports: LocalServiceReport[] = [];
  for (const stack of stackNames) {
    const outputs = await deploy(stack, environment, output);
    reports.push(...(await verifyLocally(stack, outputs, cloud.edgeOrigin)));
  }
  output.line();
  for (const report of reports) for (const line of describe(report)) output.line(line);
  return reports;
}

async function deploy(
  stack: StackName,
  environment: Record<string, string>,
  output: Output,
): Promise<Record<string, unknown>> {
  const done = output.step(`pulumi up --stack ${stack}`);
  const startedAt = performance.now();
  const engine = StackEngine.open(stack, projectRoot, environment);
  let count = 0;
  const { changes } = await engine.up(
    {},
    {
      onResource: (operation, urn, isFailed) => {
        count++;
        if (isFailed) output.line(`  ✗ ${operation} ${resourceName(urn)}`);
        else if (count % 10 === 0) output.line(`  ${count} resources, ${elapsed(startedAt)}`);
      },
      onMessage: (severity, text) => {
        if (severity === "error" || severity === "warning") output.line(`  ${severity}: ${text}`);
      },
    },
  );
  const counts = Object.entries(changes).map(([operation, number]) => `${number} ${operation}`);
  done(`${stack}: ${counts.join(", ")}`);
  return engine.outputs();
}

function describe(report: LocalServiceReport): string[] {
  const { stack, health, browserUrl, release, version, problems } = report;
  const line = `${stack.padEnd(10)}  ${health.padEnd(9)}  ${browserUrl}  release ${release}  version ${version}`;
  return [line, ...problems.map((problem) => `  ${problem}`)];
}

function sayWhatNext(apiOrigin: string, output: Output): void {
  output.line();
  output.line(`Console: ${apiOrigin}`);
  output.line(
    'In another shell: eval "$(npx slipway local env)" && pulumi preview --stack staging',
  );
  output.line("Press Ctrl-C to stop.");
}
