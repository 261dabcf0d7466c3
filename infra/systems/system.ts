import type * as pulumi from "@pulumi/pulumi";
import type { DeployedWorker } from "../components/worker-service.ts";
import type { StackConfig } from "../config.ts";
import type { PastOf } from "../past.ts";
import type { ReleaseVersion } from "../release-version.ts";
import type { Shared } from "./shared.ts";

/** Declares a system whose code is built. */
export type DeclareSystem = (config: StackConfig, shared: Shared, pastOf: PastOf) => System;

/** What a system tells the stack's outputs. */
export interface System {
  readonly url: string;
  /** Of the code of this checkout. */
  readonly release: ReleaseVersion;
  /** By the Worker's name. */
  readonly workers: Readonly<Record<string, DeployedWorker>>;
  /** By which PagerDuty is told of it; secret. */
  readonly routingKey: pulumi.Output<string>;
}
