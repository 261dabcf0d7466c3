import type { QueueBroker } from "../../data/queue-broker.ts";
import type { Edge, RuntimeState } from "../contract.ts";

/** The edge, with queues delivered by the state that it serves. */
export function brokeredEdge(edge: Edge, broker: QueueBroker): Edge {
  return {
    origin: edge.origin,
    validate: (version) => edge.validate(version),
    async apply(state: RuntimeState) {
      await edge.apply(state);
      broker.apply(state.queueConsumers, state.pausedQueues);
    },
    tail: (script, sink) => edge.tail(script, sink),
    deliver: (script, queue, messages) => edge.deliver(script, queue, messages),
    trigger: (script, cron, scheduledTime) => edge.trigger(script, cron, scheduledTime),
    snapshot: () => edge.snapshot(),
    close() {
      broker.close();
      return edge.close();
    },
  };
}
