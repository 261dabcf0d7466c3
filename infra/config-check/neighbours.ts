import { keyName, removeCommand, setCommand, show, valueAt } from "../config-keys.ts";
import { type ConfigFinding, conflict } from "./finding.ts";
import { type PhysicalName, physicalNames } from "./physical-names.ts";
import type { StackSettings } from "./stack-settings.ts";

/** What each stack's configuration takes from another one. */
export function neighbourProblems(all: readonly StackSettings[]): ConfigFinding[] {
  return [
    ...pairsOf(all).flatMap(([one, other]) => [...sameHost(one, other), ...sameNames(one, other)]),
    ...all.flatMap((each) => [...strangeHost(each, all), ...lostPredecessor(each, all)]),
    ...repositoryOwners(all),
  ];
}

/** Every two of them, once. */
export function pairsOf<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((one, index) => all.slice(index + 1).map((other): [T, T] => [one, other]));
}

const hostPath = ["collectiveVision", "host"];

function hostIn({ raw }: StackSettings): string | undefined {
  const host = valueAt(raw, hostPath);
  return typeof host === "string" ? host : undefined;
}

/** Two routes on one host: whichever was updated last would have the other's users. */
function sameHost(one: StackSettings, other: StackSettings): ConfigFinding[] {
  const host = hostIn(one);
  if (host === undefined || host !== hostIn(other)) return [];
  const key = keyName(hostPath);
  return [
    conflict([one.stack, other.stack], {
      key,
      message: `${key} is ${show(host)} in both; a host and its route must be one stack's alone.`,
      hint: `Set one of them: ${setCommand(hostPath, one.stack)}`,
    }),
  ];
}

/** `staging-feedback.example.com` in a stack that is not staging, where there is a stack of that name. */
function strangeHost(settings: StackSettings, all: readonly StackSettings[]): ConfigFinding[] {
  const { stack } = settings;
  const host = hostIn(settings);
  const words = host?.split(/[.-]/) ?? [];
  const named = all.find((other) => other.stack !== stack && words.includes(other.stack));
  if (named === undefined || hostIn(named) === host) return [];
  const key = keyName(hostPath);
  return [
    conflict([stack], {
      key,
      message: `${key} is ${show(host)}; it must not name another stack, ${named.stack}.`,
      hint: `Set it: ${setCommand(hostPath, stack)}`,
    }),
  ];
}

function sameNames(one: StackSettings, other: StackSettings): ConfigFinding[] {
  const taken = new Set(physicalNames(one).map(identityOf));
  const shared = physicalNames(other).filter((name) => taken.has(identityOf(name)));
  return [...Map.groupBy(shared, ({ key }) => key)].map(([key, names]) => {
    const list = names.map(({ kind, name }) => `${kind} ${name}`).join(", ");
    return conflict([one.stack, other.stack], {
      key: key === "stack" ? key : keyName([key]),
      message: `${key === "stack" ? "Their names" : keyName([key])} would give both ${list}; an object at a vendor must be one stack's alone.`,
      hint:
        key === "stack"
          ? "Make a stack with another name: pulumi stack init <name>"
          : `Set one of them: ${setCommand([key], one.stack)}`,
    });
  });
}

function identityOf({ kind, name, place }: PhysicalName): string {
  return JSON.stringify([kind, name, place]);
}

function lostPredecessor(
  { stack, raw }: StackSettings,
  all: readonly StackSettings[],
): ConfigFinding[] {
  const { promotedFrom } = raw;
  const others = all.map((each) => each.stack).filter((name) => name !== stack);
  if (typeof promotedFrom !== "string" || [stack, ...others].includes(promotedFrom)) return [];
  const key = keyName(["promotedFrom"]);
  return [
    conflict([stack], {
      key,
      message: `${key} is ${show(promotedFrom)}; it must be a stack of this project: ${others.join(", ")}.`,
      hint: `Remove it: ${removeCommand(["promotedFrom"], stack)}`,
    }),
  ];
}

/** The rules of a repository exist once, so exactly one of its stacks declares them. */
function repositoryOwners(all: readonly StackSettings[]): ConfigFinding[] {
  const path = ["delivery", "ownsRepository"];
  const repositories = Map.groupBy(all, ({ raw }) => `${raw.githubOwner}/${raw.githubRepository}`);
  return [...repositories].flatMap(([repository, stacks]) => {
    const said = stacks.map(({ raw }) => valueAt(raw, path));
    const owners = said.filter((value) => value === true).length;
    if (owners === 1 || said.some((value) => typeof value !== "boolean")) return [];
    const key = keyName(path);
    return conflict(
      stacks.map(({ stack }) => stack),
      {
        key,
        message: `${key} is true in ${owners} stacks of ${repository}; it must be true in exactly one, which declares the repository's rules.`,
        hint: `Set it: ${setCommand(path, stacks[0]?.stack ?? "<stack>")}`,
      },
    );
  });
}
