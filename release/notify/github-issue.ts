import type { GithubApi } from "../github-api.ts";
import { codeBlock } from "../plan/inert-markdown.ts";
import type { LastResort } from "./last-resort.ts";
import type { Message } from "./notifier.ts";
import { cut, plainText } from "./plain-text.ts";

/** GitHub refuses more. @see https://docs.github.com/en/rest/issues/issues#create-an-issue */
const limits = { title: 256, body: 65_536 };

/** Only who may write to the repository can label an issue, so nobody else's is taken for ours. */
const label = "slipway";

/** Nobody waits longer for what comes after all else. */
const longestMs = 5000;
/** The part of it for what is there already: people are told twice rather than later. */
const lookUpMs = 2000;

/** @param signal ends each call, its retries too. @returns undefined without a token. */
export type OpenGithub = (signal?: AbortSignal) => GithubApi | undefined;

interface Issue {
  readonly number: number;
  readonly html_url: string;
  readonly body: string | null;
}

/**
 * Says in an issue what nobody was told: GitHub mails whoever watches the repository. There is one
 * for each matter, which is commented on until it is closed.
 */
export function githubIssue(openGithub: OpenGithub, repository: string): LastResort {
  const issues = `/repos/${repository}/issues`;

  async function openIssues(signal: AbortSignal): Promise<readonly Issue[]> {
    const query = new URLSearchParams({ state: "open", labels: label, per_page: "100" });
    const found = await openGithub(signal)?.("GET", `${issues}?${query}`);
    return (found ?? []) as readonly Issue[];
  }

  async function tellOf(
    matter: string,
    messages: readonly Message[],
    { open, signal }: { open: readonly Issue[]; signal: AbortSignal },
  ): Promise<string> {
    const known = open.find((issue) => isOf(issue, matter));
    const body = bodyOf(matter, messages);
    const path = known === undefined ? issues : `${issues}/${known.number}/comments`;
    const latest = messages.at(-1);
    const title = cut(plainText(`${latest?.stack}: ${latest?.title}`), limits.title);
    const request = known === undefined ? { title, body, labels: [label] } : { body };
    const told = (await openGithub(signal)?.("POST", path, request)) as Issue;
    return told.html_url;
  }

  return {
    async tell(messages) {
      const signal = AbortSignal.timeout(longestMs);
      const open = await openIssues(AbortSignal.timeout(lookUpMs)).catch(() => []);
      const matters = [...byMatter(messages)];
      const told = matters.map(([matter, about]) => tellOf(matter, about, { open, signal }));
      return (await Promise.all(told)).join(", ");
    },
    async close(matters, signal) {
      const open = await openIssues(signal);
      const github = openGithub(signal);
      for (const { dedupKey, title } of matters) {
        for (const { number } of open.filter((issue) => isOf(issue, dedupKey))) {
          const body = `It is over:\n\n${codeBlock(title)}`;
          await github?.("POST", `${issues}/${number}/comments`, { body });
          await github?.("PATCH", `${issues}/${number}`, { state: "closed" });
        }
      }
    },
  };
}

/** What calls nobody belongs to all that calls somebody, else to the stack. */
function byMatter(messages: readonly Message[]): ReadonlyMap<string, readonly Message[]> {
  const keysOf = ({ pages = [] }: Message) => pages.map(({ dedupKey }) => dedupKey);
  const keys = new Set(messages.flatMap(keysOf));
  if (keys.size === 0) keys.add(`slipway ${messages[0]?.stack}`);
  const isAbout = (message: Message, key: string) =>
    keysOf(message).length === 0 || keysOf(message).includes(key);
  return new Map(
    [...keys].map((key) => [key, messages.filter((message) => isAbout(message, key))]),
  );
}

function isOf({ body }: Issue, matter: string): boolean {
  return body?.startsWith(mark(matter)) ?? false;
}

/** Nobody sees it, and no text ends it early. */
function mark(matter: string): string {
  return `<!-- slipway: ${encodeURIComponent(matter)} -->`;
}

function bodyOf(matter: string, messages: readonly Message[]): string {
  const introduction =
    "Neither Slack nor PagerDuty took this. Whoever reads it: tell the people on duty. It is closed when the matter is over.";
  const head = `${mark(matter)}\n${introduction}`;
  // The fences of a block of code may each be as long as what is between them.
  const room = Math.floor((limits.body - head.length) / messages.length / 3) - 20;
  return [head, ...messages.map((message) => describe(message, room))].join("\n\n");
}

function describe(
  { title, stack, severity, facts, correlationId }: Message,
  length: number,
): string {
  const lines = [
    `${title} (${stack}, ${severity}, ${correlationId})`,
    ...facts.map(({ name, value }) => `${name}: ${value}`),
  ];
  return codeBlock(cut(lines.join("\n"), length));
}
