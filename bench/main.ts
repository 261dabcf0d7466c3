import { measureCanary } from "./canary.ts";
import { measureCloudStart } from "./cloud-start.ts";
import { measureDeploy, measureRelease } from "./deploy.ts";
import { measureEdge } from "./edge.ts";
import { type Comparison, render } from "./measure.ts";
import { measurePreview } from "./preview.ts";
import { measureRollback } from "./rollback.ts";

/** `npm run bench [name…]`: every figure is a ratio against its peer, measured in the same run. */
const measurements: Record<string, () => Promise<Comparison[]>> = {
  canary: measureCanary,
  "cloud-start": measureCloudStart,
  deploy: measureDeploy,
  edge: measureEdge,
  preview: measurePreview,
  release: measureRelease,
  rollback: measureRollback,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in measurements));
if (unknown.length > 0) {
  console.error(
    `No measurement is called ${unknown.join(", ")}. There are: ${Object.keys(measurements).join(", ")}.`,
  );
  process.exit(1);
}
for (const [name, measure] of Object.entries(measurements)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  for (const comparison of await measure()) console.log(render(comparison));
}
