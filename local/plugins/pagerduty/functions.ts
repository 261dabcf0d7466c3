import type { FunctionDefinition } from "../resource.ts";
import { list, type Properties, text } from "../schema/property.ts";
import type { PagerdutyClient } from "./client.ts";

type PagerdutyFunction = FunctionDefinition<PagerdutyClient>;

interface Named {
  id: string;
  name: string;
  description?: string;
  [field: string]: unknown;
}

const byName: Properties = { name: text({ required: true }) };
const token = (name: string) => `pagerduty:index/${name}:${name}`;

export const getUser: PagerdutyFunction = {
  token: token("getUser"),
  inputs: { email: text({ required: true }) },
  outputs: {
    id: text(),
    email: text(),
    name: text(),
    role: text(),
    jobTitle: text(),
    timeZone: text(),
    description: text(),
  },
  async invoke(api, { email }) {
    const query = { query: String(email) };
    const answer = (await api.request("GET", "/users", { query })) as { users: Named[] };
    const user = answer.users.find((each) => each.email === email);
    if (user === undefined) {
      throw new Error(`Unable to locate any user with the email: ${String(email)}`);
    }
    return {
      id: user.id,
      name: user.name,
      email: String(email),
      role: String(user.role ?? ""),
      jobTitle: String(user.job_title ?? ""),
      timeZone: String(user.time_zone ?? ""),
      description: user.description ?? "",
    };
  },
};

/** The vendor of exactly this name, letter case aside, or else the first that contains it. */
export const getVendor: PagerdutyFunction = {
  token: token("getVendor"),
  inputs: byName,
  outputs: { id: text(), name: text(), type: text() },
  async invoke(api, { name }) {
    const wanted = String(name).toLowerCase();
    const { found, all } = await api.findInPages<Named>(
      "/vendors",
      "vendors",
      (vendor) => vendor.name.toLowerCase() === wanted,
    );
    const pattern = new RegExp(String(name), "i");
    const vendor = found ?? all.find((each) => pattern.test(each.name));
    if (vendor === undefined) {
      throw new Error(`Unable to locate any vendor with the name: ${String(name)}`);
    }
    return { id: vendor.id, name: vendor.name, type: String(vendor.generic_service_type ?? "") };
  },
};

export const getEscalationPolicy: PagerdutyFunction = {
  token: token("getEscalationPolicy"),
  inputs: byName,
  outputs: { id: text(), name: text(), description: text(), teams: list(text()) },
  async invoke(api, { name }) {
    const found = await oneByName(api, "/escalation_policies", "escalation_policies", name);
    const teams = ((found.teams ?? []) as { id: string }[]).map(({ id }) => id);
    return { id: found.id, name: found.name, description: found.description ?? "", teams };
  },
};

export const getTeam: PagerdutyFunction = {
  token: token("getTeam"),
  inputs: { ...byName, parent: text() },
  outputs: { id: text(), name: text(), description: text(), parent: text(), defaultRole: text() },
  async invoke(api, { name }) {
    const found = await oneByName(api, "/teams", "teams", name);
    const parent = (found.parent as { id?: string } | null | undefined)?.id ?? "";
    return {
      id: found.id,
      name: found.name,
      description: found.description ?? "",
      parent,
      defaultRole: String(found.default_role ?? ""),
    };
  },
};

export const getPriority: PagerdutyFunction = {
  token: token("getPriority"),
  inputs: byName,
  outputs: { id: text(), name: text(), description: text() },
  async invoke(api, { name }) {
    const answer = (await api.request("GET", "/priorities")) as { priorities: Named[] };
    const wanted = String(name).toLowerCase();
    const found = answer.priorities.find((each) => each.name.toLowerCase() === wanted);
    if (found === undefined) {
      throw new Error(`Unable to locate any priority with name: ${String(name)}`);
    }
    return { id: found.id, name: found.name, description: found.description ?? "" };
  },
};

async function oneByName(
  api: PagerdutyClient,
  path: string,
  field: string,
  name: unknown,
): Promise<Named> {
  const query = { query: String(name) };
  const answer = (await api.request("GET", path, { query })) as Record<string, Named[]>;
  const found = answer[field]?.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new Error(`Unable to locate any of ${path.slice(1)} with the name: ${String(name)}`);
}
