import { LocalCloudError } from "../../errors.ts";
import type { Click } from "../vendor.ts";
import { dashboardUser } from "./actor.ts";
import type { ControlPlane } from "./control-plane.ts";
import { ApiError } from "./envelope.ts";
import { storageResources } from "./storage/resources.ts";
import type { DnsRecordRow, RouteRow, VersionRow, WorkerRow } from "./tables.ts";
import { deploy } from "./workers/deployment/model.ts";
import { replaceSchedules } from "./workers/schedule/model.ts";
import { changeSecrets } from "./workers/secret/model.ts";
import { deleteWorker } from "./workers/worker/delete.ts";
import { updateWorker, workerNamed } from "./workers/worker/model.ts";
import { updateRecord } from "./zones/dns-model.ts";
import { findZone } from "./zones/model.ts";

/** Edits that somebody makes in the dashboard; each goes through the same rules as the API. */
export function createClicks(plane: ControlPlane): readonly Click[] {
  return [...workerClicks(plane), ...zoneClicks(plane), ...resourceClicks(plane)];
}

function workerClicks(plane: ControlPlane): Click[] {
  const change = <T>(work: () => T) => allowed(() => plane.serving.change(work));
  return [
    {
      name: "deploy-version",
      description: "Deploy a version to all of a Worker's traffic.",
      parameters: ["worker", "version number or id"],
      run: async ([name = "", version = ""]) => {
        const worker = namedWorker(plane, name);
        const { id, number } = namedVersion(plane, worker, version);
        const versions = [{ version_id: id, percentage: 100 }];
        await change(() => deploy(plane, worker, { versions, force: true }, dashboardUser));
        return `${name} serves version ${number} at 100 %.`;
      },
    },
    {
      name: "split-traffic",
      description: "Split a Worker's traffic between two versions.",
      parameters: ["worker", "version", "percentage", "other version"],
      run: async ([name = "", first = "", percentage = "", second = ""]) => {
        const worker = namedWorker(plane, name);
        const versions = [
          { version_id: namedVersion(plane, worker, first).id, percentage: Number(percentage) },
          {
            version_id: namedVersion(plane, worker, second).id,
            percentage: 100 - Number(percentage),
          },
        ];
        await change(() => deploy(plane, worker, { versions, force: true }, dashboardUser));
        return `${name} serves ${first} at ${percentage} % and ${second} at ${100 - Number(percentage)} %.`;
      },
    },
    {
      name: "change-crons",
      description: "Replace a Worker's cron triggers (separated by `;`, empty for none).",
      parameters: ["worker", "crons"],
      run: async ([name = "", crons = ""]) => {
        const list = crons
          .split(";")
          .map((cron) => cron.trim())
          .filter((cron) => cron !== "");
        await change(() => replaceSchedules(plane, namedWorker(plane, name), list));
        return `${name} has ${list.length} cron triggers.`;
      },
    },
    {
      name: "toggle-workers-dev",
      description: "Turn a Worker's workers.dev address on or off.",
      parameters: ["worker"],
      run: async ([name = ""]) => {
        const worker = namedWorker(plane, name);
        const subdomain = { enabled: !worker.subdomain.enabled };
        await change(() => updateWorker(plane, worker, { subdomain }));
        return `workers.dev of ${name} is ${subdomain.enabled ? "on" : "off"}.`;
      },
    },
    {
      name: "set-secret",
      description: "Change a secret of a Worker; it is deployed at once.",
      parameters: ["worker", "secret", "value"],
      run: async ([name = "", secret = "", text = ""]) => {
        const secrets = { [secret]: { type: "secret_text", text } };
        const script = namedWorker(plane, name).name;
        await allowed(() => changeSecrets(plane, script, secrets, dashboardUser));
        return `${name} has a new ${secret}.`;
      },
    },
    {
      name: "delete-worker",
      description: "Delete a Worker with everything that is its own.",
      parameters: ["worker"],
      run: async ([name = ""]) => {
        await change(() => deleteWorker(plane, namedWorker(plane, name), true));
        return `${name} is gone.`;
      },
    },
  ];
}

function zoneClicks(plane: ControlPlane): Click[] {
  const { tables, serving } = plane;
  return [
    {
      name: "delete-route",
      description: "Delete a route by its pattern.",
      parameters: ["pattern"],
      run: async ([pattern = ""]) => {
        const { id } = routeOf(plane, pattern);
        await serving.change(() => tables.routes.delete(id));
        return `The route ${pattern} is gone.`;
      },
    },
    {
      name: "assign-route",
      description: "Give a route to another Worker.",
      parameters: ["pattern", "worker"],
      run: async ([pattern = "", name = ""]) => {
        const route = routeOf(plane, pattern);
        const script = namedWorker(plane, name).name;
        await serving.change(() => tables.routes.put(route.id, { ...route, script }));
        return `The route ${pattern} goes to ${script}.`;
      },
    },
    {
      name: "edit-dns-record",
      description: "Change what a DNS record points to.",
      parameters: ["record name", "content"],
      run: async ([name = "", content = ""]) => {
        const record = recordNamed(plane, name);
        const zone = findZone(plane, record.zoneId);
        await allowed(async () => updateRecord(plane, zone, record.id, { ...record, content }));
        return `${name} points to ${content}.`;
      },
    },
  ];
}

function resourceClicks({ context, data }: ControlPlane): Click[] {
  const { kvNamespaces } = storageResources(context.store);
  return [
    {
      name: "delete-kv-namespace",
      description: "Delete a KV namespace by its title, whatever binds it.",
      parameters: ["title"],
      run: ([title = ""]) => {
        const namespace = kvNamespaces.find((each) => each.title === title);
        if (!namespace) throw notThere("KV namespace", title);
        kvNamespaces.delete(namespace.id);
        data.kv.deleteNamespace(namespace.id);
        return `The KV namespace ${title} is gone.`;
      },
    },
  ];
}

function namedWorker(plane: ControlPlane, name: string): WorkerRow {
  const worker = workerNamed(plane, name);
  if (!worker) throw notThere("Worker", name);
  return worker;
}

function namedVersion({ tables }: ControlPlane, worker: WorkerRow, text: string): VersionRow {
  const version = tables.versions.find(
    ({ workerId, id, number }) =>
      workerId === worker.id && (id === text || String(number) === text),
  );
  if (!version) throw notThere(`version of ${worker.name}`, text);
  return version;
}

function routeOf({ tables }: ControlPlane, pattern: string): RouteRow {
  const route = tables.routes.find((each) => each.pattern === pattern);
  if (!route) throw notThere("route", pattern);
  return route;
}

function recordNamed({ tables }: ControlPlane, name: string): DnsRecordRow {
  const record = tables.dnsRecords.find((each) => each.name === name);
  if (!record) throw notThere("DNS record", name);
  return record;
}

function notThere(what: string, name: string): LocalCloudError {
  return new LocalCloudError("invalid-click", `There is no ${what} "${name}".`);
}

/** A refusal of the API is one of the click. */
async function allowed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError) {
      throw new LocalCloudError("invalid-click", error.message, { cause: error });
    }
    throw error;
  }
}
