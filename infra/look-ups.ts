import * as pulumi from "@pulumi/pulumi";
import * as slack from "@pulumi/slack";
import type { StackConfig } from "./config.ts";
import { cloudflare, github, pagerduty } from "./providers.ts";

/** What a configuration names and a vendor has: found by name, not declared. */
export interface LookUps {
  readonly zoneId: string;
  /** The repository's name as GitHub writes it. */
  readonly repository: string;
  /** Of the reviewers, by login. */
  readonly githubUserId: (login: string) => number;
  /** Of everybody who can be paged, by e-mail address. */
  readonly pagerdutyUserId: (email: string) => string;
  /** Of who takes turns on call, by e-mail address. */
  readonly slackMemberId: (email: string) => string;
}

type Named = Pick<
  StackConfig,
  "environment" | "accountId" | "zone" | "githubOwner" | "githubRepository" | "onCall" | "delivery"
>;

/**
 * Asks the vendors for what the configuration names, everything at once.
 * @throws {pulumi.RunError} naming all that was not found, before anything is declared.
 */
export async function lookUp(config: Named): Promise<LookUps> {
  const { environment, zone, accountId, onCall, delivery } = config;
  const problems: string[] = [];
  const ask = async <Answer>(key: string, value: string, answer: Promise<Answer>) => {
    try {
      return await answer;
    } catch (error) {
      problems.push(`  - slipway:${key}: nothing was found for ${value}. ${wordsOf(error)}`);
      return undefined;
    }
  };
  const askEach = async <Id>(key: string, names: readonly string[], find: Find<Id>) => {
    const unique = [...new Set(names)];
    const ids = await Promise.all(unique.map((name) => ask(key, name, find(name))));
    return among(new Map(unique.map((name, index) => [name, ids[index]])));
  };

  const { primary, secondary, teamLead, engineeringManager, cto } = onCall;
  const turns = [...primary, ...secondary];
  const filter = { name: zone, account: { id: accountId }, match: "all" };
  const fullName = `${config.githubOwner}/${config.githubRepository}`;
  const [zoneId, repository, githubUserId, pagerdutyUserId, slackMemberId] = await Promise.all([
    ask("zone", zone, cloudflare.getZone({ filter }).then(idOf)),
    ask(
      "githubRepository",
      fullName,
      github.getRepository({ fullName }).then(({ name }) => name),
    ),
    askEach("delivery.reviewers", delivery.reviewers, findGithubUser),
    askEach("onCall", [...turns, teamLead, engineeringManager, cto], findPagerdutyUser),
    askEach("onCall", turns, findSlackMember),
  ]);
  if (zoneId === undefined || repository === undefined || problems.length > 0) {
    throw new pulumi.RunError(report(environment, problems));
  }
  return { zoneId, repository, githubUserId, pagerdutyUserId, slackMemberId };
}

type Find<Id> = (name: string) => Promise<Id>;

/** The API wants numbers where the provider gives texts. */
const findGithubUser: Find<number> = (username) =>
  github.getUser({ username }).then(idOf).then(Number);
const findPagerdutyUser: Find<string> = (email) => pagerduty.getUser({ email }).then(idOf);
const findSlackMember: Find<string> = (email) => slack.getUser({ email }).then(idOf);

function idOf({ id }: { id: string }): string {
  return id;
}

function among<Id>(known: ReadonlyMap<string, Id | undefined>): (name: string) => Id {
  return (name) => {
    const id = known.get(name);
    if (id === undefined) throw new Error(`${name} was not looked up.`);
    return id;
  };
}

/** The provider's words, without what the SDK and the engine say of the call. */
function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^invocation of (\w+):\S+ returned an error: /, "$1 says: ");
}

function report(environment: string, problems: readonly string[]): string {
  return [
    `The configuration of stack ${environment} names what its vendors did not find:`,
    ...problems.toSorted(),
    "Correct the name, or add what is missing at the vendor, and run it again.",
  ].join("\n");
}
