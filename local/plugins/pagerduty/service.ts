import { isObject, type Plain, type PlainObject } from "../grpc/property-value.ts";
import { flag, integer, list, object, output, text } from "../schema/property.ts";
import { matching, oneOf } from "../schema/rules.ts";
import { description, idOf, pagerdutyResource, reference } from "./resource.ts";

/** Seconds as text; `"null"` turns the timeout off. */
const timeout = (seconds: string) =>
  text({ default: seconds, check: matching(/^(\d+|null)$/, '"1800" or "null"') });

const urgency = object({ type: text(), urgency: text() });

export const service = pagerdutyResource("service", {
  collection: "/services",
  wrap: "service",
  autoname: "name",
  query: { "include[]": "auto_pause_notifications_parameters" },
  properties: {
    name: text({ kept: true }),
    description,
    escalationPolicy: text({ required: true }),
    autoResolveTimeout: timeout("14400"),
    acknowledgementTimeout: timeout("1800"),
    alertCreation: text({
      kept: true,
      check: oneOf("create_alerts_and_incidents", "create_incidents"),
    }),
    alertGrouping: text({ kept: true }),
    alertGroupingTimeout: text({ kept: true }),
    alertGroupingParameters: object({
      type: text(),
      config: object({
        aggregate: text(),
        fields: list(text()),
        timeWindow: integer({ kept: true }),
        timeout: integer(),
      }),
    }),
    autoPauseNotificationsParameters: object(
      { enabled: flag({ kept: true }), timeout: integer({ kept: true }) },
      { kept: true },
    ),
    incidentUrgencyRule: object(
      {
        type: text({ required: true }),
        urgency: text(),
        duringSupportHours: urgency,
        outsideSupportHours: urgency,
      },
      { default: { type: "constant", urgency: "high" } },
    ),
    responsePlay: text({ kept: true }),
    scheduledActions: list(
      object({
        type: text(),
        toUrgency: text(),
        ats: list(object({ name: text(), type: text() }), { wire: "at" }),
      }),
    ),
    supportHours: object({
      daysOfWeeks: list(integer(), { wire: "days_of_week" }),
      endTime: text(),
      startTime: text(),
      timeZone: text(),
      type: text(),
    }),
    type: output(text()),
    createdAt: output(text()),
    htmlUrl: output(text()),
    lastIncidentTimestamp: output(text()),
    status: output(text()),
  },
  body: ({ response_play, ...body }) => ({
    ...body,
    acknowledgement_timeout: toSeconds(body.acknowledgement_timeout),
    auto_resolve_timeout: toSeconds(body.auto_resolve_timeout),
    escalation_policy: reference(body.escalation_policy, "escalation_policy_reference"),
    ...pauseToWire(body.auto_pause_notifications_parameters),
    response_play: reference(response_play, "response_play_reference"),
  }),
  answer: (answer) => ({
    ...answer,
    acknowledgement_timeout: fromSeconds(answer.acknowledgement_timeout),
    auto_resolve_timeout: fromSeconds(answer.auto_resolve_timeout),
    escalation_policy: idOf(answer.escalation_policy),
    response_play: idOf(answer.response_play),
    alert_grouping_parameters: groupingOf(answer.alert_grouping_parameters),
  }),
});

function toSeconds(value: Plain | undefined): Plain {
  return typeof value === "string" && value !== "null" ? Number(value) : null;
}

/** Without a timeout it is sent as null (observed). */
function pauseToWire(given: Plain | undefined): PlainObject {
  if (!isObject(given)) return {};
  return { auto_pause_notifications_parameters: { timeout: null, ...(given as PlainObject) } };
}

function fromSeconds(value: unknown): Plain {
  return typeof value === "number" ? String(value) : "null";
}

/** A service without grouping answers the object with all of its fields null. */
function groupingOf(value: unknown): unknown {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  return type === undefined || type === null ? null : value;
}
