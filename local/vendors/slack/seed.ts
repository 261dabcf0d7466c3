import { nowSeconds, type SlackState, type User } from "./state.ts";

export const team = { id: "T0LOCAL01", name: "Slipway Local", domain: "slipway-local" } as const;

/** The app whose token every accepted one is. */
export const bot = { id: "U0SLIPWAY", botId: "B0SLIPWAY", appId: "A0SLIPWAY", name: "slipway" };

const seededUsers: readonly User[] = [
  { id: bot.id, name: bot.name, realName: "Slipway", email: null, isBot: true },
  person("U0LOCALADA", "ada", "Ada Okafor"),
  person("U0LOCALBEN", "ben", "Ben Larsen"),
  person("U0LOCALCHEN", "chen", "Chen Wei"),
  person("U0LOCALDANA", "dana", "Dana Ruiz"),
  person("U0LOCALEVE", "evelyn", "Evelyn Hart"),
];

const GENERAL_ID = "C0GENERAL";

export interface IncomingWebhook {
  id: string;
  /** Posts to the channel of this name, whenever it exists. */
  channel: string;
  token: string;
}

export const webhooks: readonly IncomingWebhook[] = [
  "general",
  "deployments",
  "incidents",
  "deployments-staging",
  "incidents-staging",
].map((channel, index) => ({
  id: `B0LOCAL0${index + 1}`,
  channel,
  token: `local-webhook-${channel}`,
}));

/** The incoming webhook that posts to a channel; it answers 404 until the channel exists. */
export function slackWebhookUrl(channel: string, base = "https://hooks.slack.com"): string {
  const webhook = webhooks.find((each) => each.channel === channel);
  if (!webhook) throw new RangeError(`There is no incoming webhook for the channel "${channel}".`);
  return `${base}/services/${team.id}/${webhook.id}/${webhook.token}`;
}

/** A workspace with its people, the app's bot user, and `#general` with all of them. */
export function seedSlack(state: SlackState): void {
  state.context.store.transaction(() => {
    for (const user of seededUsers) if (!state.users.get(user.id)) state.users.put(user.id, user);
    if (state.channels.get(GENERAL_ID)) return;
    const blank = { value: "", creator: "", lastSet: 0 };
    state.channels.put(GENERAL_ID, {
      id: GENERAL_ID,
      name: "general",
      isPrivate: false,
      isGeneral: true,
      isArchived: false,
      created: nowSeconds(state),
      creator: "U0LOCALEVE",
      topic: blank,
      purpose: { ...blank, value: "Company-wide announcements" },
      members: seededUsers.map(({ id }) => id),
      previousNames: [],
      lastTs: "",
    });
  });
}

function person(id: string, name: string, realName: string): User {
  return { id, name, realName, email: `${name}@example.com`, isBot: false };
}
