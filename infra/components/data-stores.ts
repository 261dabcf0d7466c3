import type { R2Bucket, WorkersKvNamespace } from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import { cloudflare } from "../providers.ts";
import { holdsData } from "./data-options.ts";

export interface KeyValueArgs {
  readonly accountId: pulumi.Input<string>;
  readonly title: string;
}

export interface BucketArgs {
  readonly accountId: pulumi.Input<string>;
  readonly bucketName: string;
  /** A hint that counts only when a bucket of this name is made for the first time. */
  readonly location: string;
}

/** A KV namespace that is not deleted with the program. */
export function keyValueNamespace(
  name: string,
  { accountId, title }: KeyValueArgs,
  parent: pulumi.Resource,
): WorkersKvNamespace {
  return new cloudflare.WorkersKvNamespace(name, { accountId, title }, holdsData(parent));
}

/** An R2 bucket that is not deleted with the program. */
export function objectBucket(
  name: string,
  { accountId, bucketName, location }: BucketArgs,
  parent: pulumi.Resource,
): R2Bucket {
  return new cloudflare.R2Bucket(
    name,
    { accountId, name: bucketName, location, storageClass: "Standard" },
    holdsData(parent),
  );
}
