import { notFound, validationFailed } from "../errors.ts";
import type { GithubState, Label, Repository } from "../state.ts";

export type LabelInput = Pick<Label, "name"> & Partial<Pick<Label, "color" | "description">>;

/** What every new repository has. @see https://docs.github.com/en/issues/using-labels-and-milestones-to-track-work/managing-labels#about-default-labels */
export const defaultLabels: readonly Required<LabelInput>[] = [
  { name: "bug", color: "d73a4a", description: "Something isn't working" },
  {
    name: "documentation",
    color: "0075ca",
    description: "Improvements or additions to documentation",
  },
  { name: "duplicate", color: "cfd3d7", description: "This issue or pull request already exists" },
  { name: "enhancement", color: "a2eeef", description: "New feature or request" },
  { name: "good first issue", color: "7057ff", description: "Good for newcomers" },
  { name: "help wanted", color: "008672", description: "Extra attention is needed" },
  { name: "invalid", color: "e4e669", description: "This doesn't seem right" },
  { name: "question", color: "d876e3", description: "Further information is requested" },
  { name: "wontfix", color: "ffffff", description: "This will not be worked on" },
];

export function listLabels(state: GithubState, repository: Repository): Label[] {
  return state.labels.filter((each) => each.repositoryId === repository.id);
}

/** @throws GithubError 404 */
export function findLabel(state: GithubState, repository: Repository, name: string): Label {
  const label = withName(state, repository, name);
  if (!label) throw notFound();
  return label;
}

/** @throws GithubError 422 for a taken name or a color that is not six hex digits. */
export function createLabel(
  state: GithubState,
  repository: Repository,
  input: LabelInput,
  isDefault = false,
): Label {
  return saveLabel(state, repository, {
    id: state.context.ids.next(),
    repositoryId: repository.id,
    color: "ededed",
    description: null,
    isDefault,
    ...input,
  });
}

/** @throws GithubError 422 as `createLabel`. */
export function updateLabel(
  state: GithubState,
  repository: Repository,
  label: Label,
  changes: Partial<LabelInput>,
): Label {
  return saveLabel(state, repository, { ...label, ...changes });
}

/** Deletes the label and takes it off every issue. */
export function deleteLabel(state: GithubState, repository: Repository, label: Label): void {
  state.context.store.transaction(() => {
    state.labels.delete(String(label.id));
    for (const issue of state.issues.filter((each) => each.repositoryId === repository.id)) {
      if (!issue.labels.includes(label.name)) continue;
      const labels = issue.labels.filter((name) => name !== label.name);
      state.issues.put(String(issue.id), { ...issue, labels });
    }
  });
}

function saveLabel(state: GithubState, repository: Repository, label: Label): Label {
  const twin = withName(state, repository, label.name);
  if (twin && twin.id !== label.id) {
    throw validationFailed({ resource: "Label", field: "name", code: "already_exists" });
  }
  if (!/^[0-9a-f]{6}$/i.test(label.color)) {
    throw validationFailed({ resource: "Label", field: "color", code: "invalid" });
  }
  return state.labels.put(String(label.id), label);
}

function withName(state: GithubState, repository: Repository, name: string): Label | undefined {
  return listLabels(state, repository).find(
    (each) => each.name.toLowerCase() === name.toLowerCase(),
  );
}
