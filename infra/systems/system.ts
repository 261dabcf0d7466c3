import type * as pulumi from "@pulumi/pulumi";
import type { ReleaseVersion } from "../release-version.ts";

/** What a system tells the stack's outputs. */
export interface System {
  readonly url: string;
  readonly release: ReleaseVersion;
  /** By the Worker's name. */
  readonly workers: Readonly<Record<string, DeployedWorker>>;
}

export interface DeployedWorker {
  readonly versionId: pulumi.Output<string>;
  readonly deploymentId: pulumi.Output<string>;
}
