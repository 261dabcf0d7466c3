import { z } from "zod";

/**
 * What PATCH of a repository can set, under GitHub's own names.
 * @see https://docs.github.com/en/rest/repos/repos#update-a-repository
 */
export const repositorySettingsSchema = z.object({
  description: z.string().nullable(),
  homepage: z.string().nullable(),
  visibility: z.enum(["public", "private", "internal"]),
  default_branch: z.string().min(1),
  archived: z.boolean(),
  is_template: z.boolean(),
  has_issues: z.boolean(),
  has_projects: z.boolean(),
  has_wiki: z.boolean(),
  has_downloads: z.boolean(),
  has_discussions: z.boolean(),
  allow_forking: z.boolean(),
  allow_merge_commit: z.boolean(),
  allow_squash_merge: z.boolean(),
  allow_rebase_merge: z.boolean(),
  allow_auto_merge: z.boolean(),
  allow_update_branch: z.boolean(),
  delete_branch_on_merge: z.boolean(),
  merge_commit_title: z.enum(["PR_TITLE", "MERGE_MESSAGE"]),
  merge_commit_message: z.enum(["PR_BODY", "PR_TITLE", "BLANK"]),
  squash_merge_commit_title: z.enum(["PR_TITLE", "COMMIT_OR_PR_TITLE"]),
  squash_merge_commit_message: z.enum(["PR_BODY", "COMMIT_MESSAGES", "BLANK"]),
  web_commit_signoff_required: z.boolean(),
});

export type RepositorySettings = z.infer<typeof repositorySettingsSchema>;

export const defaultRepositorySettings: RepositorySettings = {
  description: null,
  homepage: null,
  visibility: "public",
  default_branch: "main",
  archived: false,
  is_template: false,
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_downloads: true,
  has_discussions: false,
  allow_forking: true,
  allow_merge_commit: true,
  allow_squash_merge: true,
  allow_rebase_merge: true,
  allow_auto_merge: false,
  allow_update_branch: false,
  delete_branch_on_merge: false,
  merge_commit_title: "MERGE_MESSAGE",
  merge_commit_message: "PR_TITLE",
  squash_merge_commit_title: "COMMIT_OR_PR_TITLE",
  squash_merge_commit_message: "COMMIT_MESSAGES",
  web_commit_signoff_required: false,
};
