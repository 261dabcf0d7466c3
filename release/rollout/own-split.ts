import { messagePrefix } from "./start.ts";
import {
  type Deployment,
  describeSplit,
  isSameSplit,
  type Share,
  type Traffic,
} from "./traffic.ts";

/** Somebody else's deployment is the newest; the message is its split. */
export class ForeignSplit extends Error {
  override readonly name = "ForeignSplit";
}

/** The traffic of one Worker during a rollout, which makes it only as long as nobody else does. */
export class OwnSplit {
  readonly #versions: readonly string[];
  #deployment: Deployment;

  /** @param versions those that the rollout is about. */
  constructor(versions: readonly string[], current: Deployment) {
    this.#versions = versions;
    this.#deployment = current;
  }

  /** The deployment that serves as long as nobody else makes one. */
  get deployment(): Deployment {
    return this.#deployment;
  }

  /** @throws ForeignSplit where what serves is not the rollout's. */
  take(found: Deployment | undefined): void {
    if (!this.isOwn(found)) throw new ForeignSplit(describeDeployment(found));
    this.#deployment = found;
  }

  /** A POST that failed may have acted, so a split that only this rollout makes is its own too. */
  isOwn(found: Deployment | undefined): found is Deployment {
    if (found === undefined) return false;
    const isMade =
      found.message.startsWith(messagePrefix) &&
      found.shares.every(({ versionId }) => this.#versions.includes(versionId));
    return isMade || found.id === this.#deployment.id;
  }

  /** Makes a split, unless it is made or somebody else has taken over. @returns what serves then. */
  async ensure(
    traffic: Traffic,
    shares: readonly Share[],
    why: string,
  ): Promise<Deployment | undefined> {
    const found = await traffic.current();
    if (!this.isOwn(found) || isSameSplit(found.shares, shares)) return found;
    return traffic.deploy(shares, `${messagePrefix} ${why}.`);
  }
}

export function describeDeployment(deployment: Deployment | undefined): string {
  return deployment === undefined ? "no deployment" : describeSplit(deployment.shares);
}
