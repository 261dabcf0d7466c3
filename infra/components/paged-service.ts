import * as pulumi from "@pulumi/pulumi";
import { pagerduty } from "../providers.ts";

export interface PagedServiceArgs {
  readonly serviceName: string;
  readonly description: string;
  readonly escalationPolicyId: pulumi.Input<string>;
  /** Low urgency never calls anybody by phone. */
  readonly urgency: "low" | "high";
}

/** A system as PagerDuty sees it, and the key by which its Workers open incidents. */
export class PagedService extends pulumi.ComponentResource {
  /** Events API v2 routing key, secret. */
  readonly routingKey: pulumi.Output<string>;

  constructor(name: string, args: PagedServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:components:PagedService", name, {}, opts);

    const service = new pagerduty.Service(
      name,
      {
        name: args.serviceName,
        description: args.description,
        escalationPolicy: args.escalationPolicyId,
        incidentUrgencyRule: { type: "constant", urgency: args.urgency },
        alertCreation: "create_alerts_and_incidents",
        acknowledgementTimeout: "1800",
        autoResolveTimeout: "14400",
      },
      { parent: this },
    );
    const integration = new pagerduty.ServiceIntegration(
      `${name}-events`,
      { name: "Workers", service: service.id, type: "events_api_v2_inbound_integration" },
      { parent: this, additionalSecretOutputs: ["integrationKey"] },
    );

    this.routingKey = pulumi.secret(integration.integrationKey);
    this.registerOutputs({ routingKey: this.routingKey });
  }
}
