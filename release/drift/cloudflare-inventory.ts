import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { Declared } from "./declared.ts";
import type { Finding } from "./finding.ts";
import { hostOfPattern } from "./ownership.ts";
import { unmanaged } from "./unmanaged.ts";

type Row = Readonly<Record<string, unknown>>;

/** A kind of object of an account that is told apart by its name. */
interface NamedKind {
  readonly kind: string;
  /** Below the account. */
  readonly path: string;
  /** Where the answer is no list itself. */
  readonly listIn?: string;
  readonly pageSize?: number;
  /** Fields of the vendor's rows. */
  readonly name: string;
  readonly id: string;
  /** The resource's kind, and its property that has the same id. */
  readonly resource: string;
  readonly property: string;
}

const namedKinds: readonly NamedKind[] = [
  {
    kind: "Worker",
    path: "/workers/workers",
    pageSize: 100,
    name: "name",
    id: "id",
    resource: "Worker",
    property: "id",
  },
  {
    kind: "KV namespace",
    path: "/storage/kv/namespaces",
    pageSize: 100,
    name: "title",
    id: "id",
    resource: "WorkersKvNamespace",
    property: "id",
  },
  {
    kind: "D1 database",
    path: "/d1/database",
    pageSize: 100,
    name: "name",
    id: "uuid",
    resource: "D1Database",
    property: "id",
  },
  {
    kind: "R2 bucket",
    path: "/r2/buckets?per_page=1000",
    listIn: "buckets",
    name: "name",
    id: "name",
    resource: "R2Bucket",
    property: "name",
  },
  {
    kind: "queue",
    path: "/queues",
    pageSize: 100,
    name: "queue_name",
    id: "queue_id",
    resource: "Queue",
    property: "id",
  },
  {
    kind: "vector index",
    path: "/vectorize/v2/indexes",
    name: "name",
    id: "name",
    resource: "VectorizeIndex",
    property: "id",
  },
];

/** What carries our names in an account, or hangs on our Workers and hosts, and is in no state. */
export async function cloudflareStrangers(
  api: CloudflareApi,
  declared: Declared,
): Promise<readonly Finding[]> {
  const accountId = declared.ofKind("Worker")[0]?.inputs.accountId;
  if (accountId === undefined) return [];
  const account = `/accounts/${accountId}`;
  const found = await Promise.all([
    ...namedKinds.map((each) => namedStrangers(api, account, each, declared)),
    consumers(api, account, declared),
    customDomains(api, account, declared),
    ...zonesOf(declared).flatMap((zone) => [
      routes(api, zone, declared),
      dnsRecords(api, zone, declared),
    ]),
  ]);
  return found.flat();
}

async function namedStrangers(
  api: CloudflareApi,
  account: string,
  named: NamedKind,
  declared: Declared,
): Promise<Finding[]> {
  const { kind, path, resource, property } = named;
  const known = declared.knownValuesOf(resource, property);
  const rows = await listAll(api, `${account}${path}`, named);
  return rows
    .filter((row) => declared.claims(String(row[named.name])))
    .filter((row) => !known.has(row[named.id]))
    .map((row) =>
      unmanaged(declared.stack, {
        kind,
        object: String(row[named.name]),
        deletion: `DELETE ${account}${path.split("?")[0]}/${row[named.id]}`,
      }),
    );
}

/** Somebody else who takes messages from our queue. */
async function consumers(
  api: CloudflareApi,
  account: string,
  declared: Declared,
): Promise<Finding[]> {
  const ours = declared.valuesOf("Queue", "id");
  const known = declared.knownValuesOf("QueueConsumer", "consumerId");
  const queues = await listAll(api, `${account}/queues`, { pageSize: 100 });
  return queues
    .filter(({ queue_id }) => ours.has(queue_id))
    .flatMap((queue) =>
      ((queue.consumers ?? []) as readonly Row[])
        .filter(({ consumer_id }) => !known.has(consumer_id))
        .map(({ consumer_id, script }) =>
          unmanaged(declared.stack, {
            kind: "queue consumer",
            object: `${queue.queue_name}: ${script ?? consumer_id}`,
            deletion: `DELETE ${account}/queues/${queue.queue_id}/consumers/${consumer_id}`,
          }),
        ),
    );
}

async function customDomains(
  api: CloudflareApi,
  account: string,
  declared: Declared,
): Promise<Finding[]> {
  const workers = declared.valuesOf("Worker", "name");
  const known = declared.knownValuesOf("WorkersCustomDomain", "id");
  const domains = await listAll(api, `${account}/workers/domains`);
  return domains
    .filter(({ id, service }) => workers.has(service) && !known.has(id))
    .map(({ id, hostname, service }) =>
      unmanaged(declared.stack, {
        kind: "custom domain",
        object: String(hostname),
        note: `It leads to ${service}.`,
        deletion: `DELETE ${account}/workers/domains/${id}`,
      }),
    );
}

/** A route that takes a part of our host away, or that leads to our Worker from elsewhere. */
async function routes(api: CloudflareApi, zone: string, declared: Declared): Promise<Finding[]> {
  const workers = declared.valuesOf("Worker", "name");
  const known = declared.knownValuesOf("WorkersRoute", "id");
  const hosts = hostsIn(declared.valuesOf("WorkersRoute", "pattern"));
  const knownHosts = hostsIn(declared.knownValuesOf("WorkersRoute", "pattern"));
  const concernsUs = ({ pattern, script }: Row) => {
    const host = hostOfPattern(String(pattern));
    return hosts.has(host) || (workers.has(script) && !knownHosts.has(host));
  };
  const all = await listAll(api, `/zones/${zone}/workers/routes`);
  return all
    .filter((route) => concernsUs(route) && !known.has(route.id))
    .map(({ id, pattern, script }) =>
      unmanaged(declared.stack, {
        kind: "route",
        object: String(pattern),
        note: script ? `It leads to ${script}.` : "It leads past every Worker.",
        deletion: `DELETE /zones/${zone}/workers/routes/${id}`,
      }),
    );
}

/** A second answer to the question where our host is. */
async function dnsRecords(
  api: CloudflareApi,
  zone: string,
  declared: Declared,
): Promise<Finding[]> {
  const known = declared.knownValuesOf("DnsRecord", "id");
  const hosts = [...hostsIn(declared.valuesOf("WorkersRoute", "pattern"))];
  const records = await Promise.all(
    hosts.map((host) => listAll(api, `/zones/${zone}/dns_records?name=${host}`)),
  );
  return records
    .flat()
    .filter(({ id, type }) => ["A", "AAAA", "CNAME"].includes(String(type)) && !known.has(id))
    .map(({ id, name, type, content }) =>
      unmanaged(declared.stack, {
        kind: "DNS record",
        object: `${type} ${name}`,
        note: `It says ${content}.`,
        deletion: `DELETE /zones/${zone}/dns_records/${id}`,
      }),
    );
}

function zonesOf(declared: Declared): string[] {
  return [...declared.valuesOf("WorkersRoute", "zoneId")].map(String);
}

function hostsIn(patterns: ReadonlySet<unknown>): ReadonlySet<string> {
  return new Set([...patterns].map((pattern) => hostOfPattern(String(pattern))));
}

/** More pages than this are taken for a fault of the list. */
const mostPages = 50;

/** Every row of a list, page by page where it has pages. */
async function listAll(
  api: CloudflareApi,
  path: string,
  { pageSize, listIn }: { pageSize?: number; listIn?: string } = {},
): Promise<readonly Row[]> {
  if (pageSize === undefined) return rowsIn(await api("GET", path), listIn);
  const rows: Row[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const got = rowsIn(await api("GET", `${path}?page=${page}&per_page=${pageSize}`), listIn);
    rows.push(...got);
    if (got.length < pageSize) break;
  }
  return rows;
}

function rowsIn(answer: unknown, listIn: string | undefined): readonly Row[] {
  const list = listIn === undefined ? answer : (answer as Row)[listIn];
  return (list ?? []) as readonly Row[];
}
