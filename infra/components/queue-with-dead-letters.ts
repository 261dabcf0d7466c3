import * as pulumi from "@pulumi/pulumi";
import { cloudflare } from "../providers.ts";
import { holdsData } from "./data-options.ts";

export interface QueueWithDeadLettersArgs {
  readonly accountId: pulumi.Input<string>;
  readonly queueName: string;
  /** Where messages go that no delivery succeeded for. */
  readonly deadLetterQueueName: string;
}

/** A queue, and the one beside it for what could not be processed. */
export class QueueWithDeadLetters extends pulumi.ComponentResource {
  readonly queueId: pulumi.Output<string>;
  readonly queueName: pulumi.Output<string>;
  readonly deadLetterQueueName: pulumi.Output<string>;

  constructor(
    name: string,
    args: QueueWithDeadLettersArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("slipway:components:QueueWithDeadLetters", name, {}, opts);
    const { accountId, queueName, deadLetterQueueName } = args;

    const queue = new cloudflare.Queue(name, { accountId, queueName }, holdsData(this));
    const deadLetters = new cloudflare.Queue(
      `${name}-dead-letters`,
      { accountId, queueName: deadLetterQueueName },
      holdsData(this),
    );

    this.queueId = queue.id;
    this.queueName = queue.queueName;
    this.deadLetterQueueName = deadLetters.queueName;
    this.registerOutputs({
      queueId: this.queueId,
      queueName: this.queueName,
      deadLetterQueueName: this.deadLetterQueueName,
    });
  }
}
