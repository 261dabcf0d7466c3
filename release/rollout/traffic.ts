import { setTimeout as wait } from "node:timers/promises";
import { type CloudflareApi, isRefusal } from "./cloudflare-api.ts";

/** A version's part of a Worker's requests. */
export interface Share {
  versionId: string;
  /** 0–100; the shares of a deployment sum to 100. */
  percentage: number;
}

export interface Deployment {
  id: string;
  /** One or two, in the order they were deployed in. */
  shares: readonly Share[];
  /** Why it was made; empty where nobody said. */
  message: string;
  /** The version that had all traffic last, in this one or before; absent where that is not known. */
  lastWhole?: string | undefined;
}

/** The split of one Worker's requests between its versions. */
export interface Traffic {
  /** What serves; undefined before the first deployment. */
  current(): Promise<Deployment | undefined>;
  /** Changes what serves. */
  deploy(shares: readonly Share[], message: string): Promise<Deployment>;
}

export interface CloudflareTrafficOptions {
  api: CloudflareApi;
  accountId: string;
  scriptName: string;
  /** Deploys a version although a secret has changed since it was active. */
  isForced?: boolean;
  /** How often a deployment is made that nobody answers for. Default 3. */
  attempts?: number;
  /** Waits between attempts; tests need not. */
  wait?: (milliseconds: number) => Promise<unknown>;
}

interface WireDeployment {
  id: string;
  versions: readonly { version_id: string; percentage: number }[];
  annotations?: { "workers/message"?: string };
}

/** @see https://developers.cloudflare.com/api/resources/workers/subresources/scripts/subresources/deployments/ */
export function cloudflareTraffic(options: CloudflareTrafficOptions): Traffic {
  const { api, accountId, scriptName, isForced = false } = options;
  const { attempts = 3, wait: pause = wait } = options;
  const path = `/accounts/${accountId}/workers/scripts/${scriptName}/deployments`;
  const deployPath = isForced ? `${path}?force=true` : path;

  async function current(): Promise<Deployment | undefined> {
    const { deployments } = (await api("GET", path)) as { deployments: readonly WireDeployment[] };
    const lastWhole = deployments
      .flatMap(({ versions }) => versions)
      .find(({ percentage }) => percentage === 100)?.version_id;
    return deployments[0] && { ...fromWire(deployments[0]), lastWhole };
  }

  /** A call that failed may have acted, so what serves is read before it is made again. */
  async function deploy(shares: readonly Share[], message: string): Promise<Deployment> {
    for (let attempt = 1; ; attempt++) {
      try {
        return fromWire((await api("POST", deployPath, toWire(shares, message))) as WireDeployment);
      } catch (error) {
        if (attempt === attempts || isRefusal(error)) throw error;
        await pause(1000 * attempt);
        const found = await current();
        if (found?.message === message && isSameSplit(found.shares, shares)) return found;
      }
    }
  }

  return { current, deploy };
}

/** The same versions with the same shares, in whatever order. */
export function isSameSplit(one: readonly Share[], other: readonly Share[]): boolean {
  const key = (shares: readonly Share[]) =>
    shares
      .map(({ versionId, percentage }) => `${versionId} ${percentage}`)
      .sort()
      .join();
  return key(one) === key(other);
}

/** `1a2b3c4d 90 %, 5e6f7a8b 10 %` */
export function describeSplit(shares: readonly Share[]): string {
  return shares
    .map(({ versionId, percentage }) => `${shortId(versionId)} ${percentage} %`)
    .join(", ");
}

/** The first 8 digits, as in preview URLs. */
export function shortId(versionId: string): string {
  return versionId.slice(0, 8);
}

function toWire(shares: readonly Share[], message: string) {
  return {
    strategy: "percentage",
    versions: shares.map(({ versionId, percentage }) => ({ version_id: versionId, percentage })),
    annotations: { "workers/message": message },
  };
}

function fromWire({ id, versions, annotations }: WireDeployment): Deployment {
  return {
    id,
    shares: versions.map(({ version_id, percentage }) => ({ versionId: version_id, percentage })),
    message: annotations?.["workers/message"] ?? "",
  };
}
