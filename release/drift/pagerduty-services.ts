import type { Declared } from "./declared.ts";
import type { Finding } from "./finding.ts";
import { unmanaged } from "./unmanaged.ts";
import type { VendorApi } from "./vendor-apis.ts";

interface Row {
  readonly id: string;
  readonly name?: string;
  readonly summary?: string;
  readonly integrations?: readonly Row[];
}

/** Lists whose entries carry our names, and the resource that declares one. */
const titledKinds = [
  { kind: "PagerDuty service", path: "/services", listIn: "services", resource: "Service" },
  {
    kind: "escalation policy",
    path: "/escalation_policies",
    listIn: "escalation_policies",
    resource: "EscalationPolicy",
  },
  { kind: "schedule", path: "/schedules", listIn: "schedules", resource: "Schedule" },
] as const;

/** What carries our names at PagerDuty, or hangs on our services, and is in no state. */
export async function pagerdutyStrangers(
  api: VendorApi,
  declared: Declared,
): Promise<readonly Finding[]> {
  const lists = await Promise.all(
    titledKinds.map(async ({ path, listIn }) => listAll(api, path, listIn)),
  );
  const strangers = titledKinds.flatMap(({ kind, path, resource }, index) => {
    const known = declared.knownValuesOf(resource, "id");
    return (lists[index] ?? [])
      .filter(({ id, name = "" }) => declared.claimsTitle(name) && !known.has(id))
      .map(({ id, name = id }) =>
        unmanaged(declared.stack, { kind, object: name, deletion: `DELETE ${path}/${id}` }),
      );
  });
  return [...strangers, ...integrationStrangers(lists[0] ?? [], declared)];
}

/** Another way into one of our services. */
function integrationStrangers(services: readonly Row[], declared: Declared): Finding[] {
  const ours = declared.valuesOf("Service", "id");
  const known = declared.valuesOf("ServiceIntegration", "id");
  return services
    .filter(({ id }) => ours.has(id))
    .flatMap((service) =>
      (service.integrations ?? [])
        .filter(({ id }) => !known.has(id))
        .map(({ id, summary = id }) =>
          unmanaged(declared.stack, {
            kind: "integration",
            object: `${service.name}: ${summary}`,
            deletion: `DELETE /services/${service.id}/integrations/${id}`,
          }),
        ),
    );
}

const pageSize = 100;

/** @see https://developer.pagerduty.com/docs/pagination */
async function listAll(api: VendorApi, path: string, listIn: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const query = `limit=${pageSize}&offset=${offset}&include%5B%5D=integrations`;
    const answer = (await api("GET", `${path}?${query}`)) as Record<string, unknown>;
    rows.push(...((answer[listIn] ?? []) as readonly Row[]));
    if (answer.more !== true) return rows;
  }
}
