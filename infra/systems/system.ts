import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config.ts";
import type { ReleaseVersion } from "../release-version.ts";
import type { Shared } from "./shared.ts";

/** Declares a system whose code is built. */
export type DeclareSystem = (config: StackConfig, shared: Shared) => System;

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
