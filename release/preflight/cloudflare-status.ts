import { z } from "zod";
import type { Step, Warning } from "../run-result.ts";

/** What a deployment and the Workers need, by its name on Cloudflare's status page. */
const needed = [
  "API",
  "Workers",
  "Workers KV",
  "D1",
  "R2",
  "Queues",
  "Vectorize",
  "Durable Objects",
];

const defaultUrl = "https://www.cloudflarestatus.com";
const timeoutMs = 5000;

/** @see https://www.cloudflarestatus.com/api/v2 */
const summarySchema = z.object({
  components: z.array(z.object({ name: z.string(), status: z.string() })),
  incidents: z.array(
    z.object({
      name: z.string(),
      impact: z.string(),
      status: z.string(),
      components: z.array(z.object({ name: z.string() })).default([]),
    }),
  ),
});
type Summary = z.infer<typeof summarySchema>;

/**
 * An incident of what is needed speaks against a deployment. One elsewhere, one whose repair is being
 * watched, and a page that does not answer are warnings.
 * @param env `CLOUDFLARE_STATUS_URL` says where the page is, if not at Cloudflare.
 */
export function cloudflareStatusCheck(env: NodeJS.ProcessEnv, send: typeof fetch = fetch): Step {
  const baseUrl = (env.CLOUDFLARE_STATUS_URL || defaultUrl).replace(/\/+$/, "");
  return {
    name: "Cloudflare has no incident",
    async run() {
      const summary = await readSummary(`${baseUrl}/api/v2/summary.json`, send).catch(
        () => undefined,
      );
      if (summary === undefined) {
        return { warning: `Cloudflare's status page, ${baseUrl}, cannot be read.` };
      }
      return judge(summary);
    },
  };
}

async function readSummary(url: string, send: typeof fetch): Promise<Summary> {
  const answer = await send(url, { signal: AbortSignal.timeout(timeoutMs) });
  return summarySchema.parse(await answer.json());
}

/** @throws Error naming what has failed. */
function judge({ components, incidents }: Summary): string | Warning {
  const open = incidents.filter(({ impact }) => impact !== "none");
  const isNear = (incident: Summary["incidents"][number]) =>
    incident.components.some(({ name }) => needed.includes(name));
  const near = open.filter(isNear);
  const unsolved = near.filter(({ status }) => status !== "monitoring");
  const told = new Set(near.flatMap((incident) => incident.components.map(({ name }) => name)));
  const untold = components.filter(
    ({ name, status }) => needed.includes(name) && isIll(status) && !told.has(name),
  );
  const failures = [
    ...unsolved.map(describeIncident),
    ...untold.map(({ name, status }) => `${name}: ${status.replaceAll("_", " ")}`),
  ];
  if (failures.length > 0) throw new Error(`Cloudflare has an incident: ${failures.join("; ")}.`);
  const others = open.filter((incident) => !unsolved.includes(incident)).map(describeIncident);
  if (others.length === 0) return "nothing that is needed is degraded";
  return { warning: `Cloudflare tells of ${others.join("; ")}.` };
}

function isIll(status: string): boolean {
  return ["degraded_performance", "partial_outage", "major_outage"].includes(status);
}

function describeIncident({
  name,
  impact,
  status,
  components,
}: Summary["incidents"][number]): string {
  const where = components.map((component) => component.name).join(", ") || "no component named";
  return `"${name}" (${impact}, ${status}; ${where})`;
}
