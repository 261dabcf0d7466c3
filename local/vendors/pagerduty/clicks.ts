import { defineClick } from "../click.ts";
import type { Click } from "../vendor.ts";
import { invalidInput, notFound, PagerdutyError } from "./errors.ts";
import { updatePolicy } from "./model/escalation-policies.ts";
import { acknowledge, resolve } from "./model/incidents.ts";
import { requester } from "./model/people.ts";
import { deleteIntegration, integrationsOf, updateService } from "./model/services.ts";
import type { PagerdutyState } from "./state.ts";

/** Edits by hand in PagerDuty's web pages. Objects are named as people see them. */
export function pagerdutyClicks(state: PagerdutyState): Click[] {
  return [...configurationClicks(state), ...incidentClicks(state)];
}

function configurationClicks(state: PagerdutyState): Click[] {
  return [
    defineClick(
      PagerdutyError,
      {
        name: "edit-escalation-delay",
        description: "Change after how many minutes a level of an escalation policy gives up.",
        parameters: ["policy", "level", "minutes"],
      },
      ([name = "", level = "", minutes = ""]) => {
        const policy = named(state.policies.list(), name);
        const index = wholeNumber(level) - 1;
        const old = policy.rules[index];
        if (!old) throw invalidInput(`${name} has ${policy.rules.length} levels, not ${level}`);
        const delayMinutes = wholeNumber(minutes);
        updatePolicy(state, policy, { rules: policy.rules.with(index, { ...old, delayMinutes }) });
        return `Level ${level} of ${name}: ${old.delayMinutes} → ${minutes} minutes.`;
      },
    ),
    defineClick(
      PagerdutyError,
      {
        name: "change-service-urgency",
        description: "Make every incident of a service high or low urgency.",
        parameters: ["service", "urgency"],
      },
      ([name = "", urgency = ""]) => {
        if (urgency !== "high" && urgency !== "low") {
          throw invalidInput(`"${urgency}" is neither high nor low`);
        }
        const service = named(state.services.list(), name);
        updateService(state, service, { urgencyRule: { type: "constant", urgency } });
        return `Incidents of ${name} are of ${urgency} urgency.`;
      },
    ),
    defineClick(
      PagerdutyError,
      {
        name: "delete-integration",
        description: "Delete an integration of a service: its routing key stops working.",
        parameters: ["service", "integration"],
      },
      ([name = "", integration = ""]) => {
        const service = named(state.services.list(), name);
        deleteIntegration(state, named(integrationsOf(state, service.id), integration));
        return `Deleted the integration ${integration} of ${name}.`;
      },
    ),
  ];
}

function incidentClicks(state: PagerdutyState): Click[] {
  return (["acknowledge", "resolve"] as const).map((verb) =>
    defineClick(
      PagerdutyError,
      {
        name: `${verb}-incident`,
        description: `${verb === "resolve" ? "Resolve" : "Acknowledge"} an incident as one of the people.`,
        parameters: ["number", "email"],
      },
      ([number = "", email = ""]) => {
        const incident = state.incidents.find((each) => each.number === wholeNumber(number));
        if (!incident) throw notFound(`Incident ${number}`);
        const { id, name } = requester(state, email);
        const act = verb === "resolve" ? resolve : acknowledge;
        const { status } = act(state, incident, { type: "user", id });
        return `Incident ${number} is ${status} by ${name}.`;
      },
    ),
  );
}

/** @throws PagerdutyError 404 */
function named<T extends { name: string }>(objects: readonly T[], name: string): T {
  const found = objects.find((each) => each.name === name);
  if (!found) throw notFound(`"${name}"`);
  return found;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw invalidInput(`"${text}" is not a whole number`);
  return Number(text);
}
