import type { GithubApi } from "../github-api.ts";
import { codeBlock } from "../plan/inert-markdown.ts";
import type { Message } from "./notifier.ts";
import { cut, plainText } from "./plain-text.ts";

/** Tells people where no channel did. @returns where they find it. */
export type LastResort = (messages: readonly Message[]) => Promise<string>;

/** GitHub refuses more. @see https://docs.github.com/en/rest/issues/issues#create-an-issue */
const limits = { title: 256, body: 65_536 };

/** Opens an issue with all that nobody was told: GitHub mails whoever watches the repository. */
export function githubIssue(github: GithubApi, repository: string): LastResort {
  return async (messages) => {
    const latest = messages.at(-1);
    const body = [
      "Neither Slack nor PagerDuty took this. Whoever reads it: tell the people on duty, and close it.",
      ...messages.map(describe),
    ].join("\n\n");
    const { html_url: address } = (await github("POST", `/repos/${repository}/issues`, {
      title: cut(plainText(`${latest?.stack}: ${latest?.title}`), limits.title),
      body: cut(body, limits.body),
    })) as { html_url: string };
    return address;
  };
}

function describe({ title, stack, severity, facts, correlationId }: Message): string {
  const lines = [
    `${title} (${stack}, ${severity}, ${correlationId})`,
    ...facts.map(({ name, value }) => `${name}: ${value}`),
  ];
  return codeBlock(lines.join("\n"));
}
