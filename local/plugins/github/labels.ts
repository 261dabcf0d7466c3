import type { PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import type { Call, Existing } from "../resource.ts";
import { list, object, output, text } from "../schema/property.ts";
import type { GithubClient } from "./client.ts";
import { type GithubResource, githubToken, joinId, repository, splitId } from "./resource.ts";

interface Label {
  name: string;
  color: string;
  description: string | null;
  url: string;
}

/** A label is the same in any letter case, and the API answers colours in lower case. */
const color = text({
  required: true,
  same: (a, b) => String(a).toLowerCase() === String(b).toLowerCase(),
});

export const issueLabel: GithubResource = {
  token: githubToken("issueLabel"),
  autoname: "name",
  properties: {
    repository,
    name: text({ kept: true }),
    color,
    description: text(),
    etag: text({ kept: true, unread: true }),
    url: output(text()),
  },
  async create({ api }, planned) {
    const { repository: name, name: label } = planned;
    const body = bodyOf(planned);
    const answer = (await api.request("POST", labelsPath(api, planned), { body })) as Label;
    return { id: joinId(name, label), state: { ...planned, etag: "", url: answer.url } };
  },
  async read({ api }, id) {
    const parts = splitId(id, "repository", "name");
    const answer = (await orMissing(api.request("GET", labelPath(api, parts)))) as
      | Label
      | undefined;
    return answer === undefined
      ? undefined
      : { id, state: { ...parts, etag: "", ...stateOf(answer) } };
  },
  async update({ api }, { state }, planned) {
    const { name, ...body } = bodyOf(planned);
    await api.request("PATCH", labelPath(api, state), { body: { new_name: name, ...body } });
    return { id: joinId(planned.repository, planned.name), state: planned };
  },
  async delete({ api }, { state }) {
    await api.request("DELETE", labelPath(api, state));
  },
  parseImportId: (id) => ({ id, state: {} }),
};

/** The whole set: every label that is not declared goes, GitHub's own defaults included. */
export const issueLabels: GithubResource = {
  token: githubToken("issueLabels"),
  properties: {
    repository,
    labels: list(
      object({
        name: text({ required: true }),
        color,
        description: text(),
        url: text({ kept: true }),
      }),
      { unordered: true },
    ),
  },
  create: setLabels,
  update: (call, _, planned) => setLabels(call, planned),
  async read({ api }, id) {
    const found = await orMissing(listLabels(api, { repository: id }));
    return found && { id, state: { repository: id, labels: found.map(stateOf) } };
  },
  async delete({ api }, { state }) {
    for (const { name } of await listLabels(api, state)) {
      await api.request("DELETE", labelPath(api, { ...state, name }));
    }
  },
  parseImportId: (id) => ({ id, state: {} }),
};

async function setLabels({ api }: Call<GithubClient>, planned: PlainObject): Promise<Existing> {
  const wanted = (planned.labels ?? []) as PlainObject[];
  const isSameName = (label: Label, each: PlainObject) =>
    label.name.toLowerCase() === String(each.name).toLowerCase();
  const existing = await listLabels(api, planned);
  for (const label of existing.filter((known) => !wanted.some((each) => isSameName(known, each)))) {
    await api.request("DELETE", labelPath(api, { ...planned, name: label.name }));
  }
  for (const each of wanted) {
    const known = existing.find((label) => isSameName(label, each));
    const { name, ...body } = bodyOf(each);
    if (known === undefined) {
      await api.request("POST", labelsPath(api, planned), { body: { name, ...body } });
    } else if (!isUpToDate(known, each)) {
      const path = labelPath(api, { ...planned, name: known.name });
      await api.request("PATCH", path, { body: { new_name: name, ...body } });
    }
  }
  const labels = (await listLabels(api, planned)).map(stateOf);
  return { id: String(planned.repository), state: { ...planned, labels } };
}

function isUpToDate(label: Label, wanted: PlainObject): boolean {
  return (
    label.name === wanted.name &&
    label.color.toLowerCase() === String(wanted.color).toLowerCase() &&
    (label.description ?? "") === (wanted.description ?? "")
  );
}

async function listLabels(api: GithubClient, state: PlainObject): Promise<Label[]> {
  const query = { per_page: "100" };
  return (await api.request("GET", labelsPath(api, state), { query })) as Label[];
}

function labelsPath(api: GithubClient, state: PlainObject): string {
  return `${api.repositoryPath(state.repository)}/labels`;
}

function labelPath(api: GithubClient, state: PlainObject): string {
  return `${labelsPath(api, state)}/${encodeURIComponent(String(state.name))}`;
}

function bodyOf(planned: PlainObject): PlainObject {
  return {
    name: planned.name ?? "",
    color: planned.color ?? "",
    description: planned.description ?? "",
  };
}

function stateOf({ name, color: value, description, url }: Label): PlainObject {
  return { name, color: value, description: description ?? "", url };
}
