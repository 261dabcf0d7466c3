import { Hono } from "hono";
import { errorBody, SlackError } from "./errors.ts";
import { accountRoutes } from "./routes/account.ts";
import { chatRoutes } from "./routes/chat.ts";
import { conversationRoutes } from "./routes/conversations.ts";
import { usergroupRoutes } from "./routes/usergroups.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import type { SlackState } from "./state.ts";

const FAMILIES = [accountRoutes, conversationRoutes, chatRoutes, usergroupRoutes, webhookRoutes];

/** Every registered operation; its `routes` are what the coverage table must list. */
export function slackApp(state: SlackState): Hono {
  const app = new Hono();
  for (const register of FAMILIES) register(app, state);
  app.notFound((c) => {
    const { pathname } = new URL(c.req.url);
    const message = `The local cloud does not emulate ${c.req.method} ${pathname} of Slack.`;
    return Response.json(errorBody("unknown_method", message), { status: 501 });
  });
  app.onError((error) => {
    if (!(error instanceof SlackError)) throw error;
    const message = error.message === error.code ? undefined : error.message;
    return Response.json(errorBody(error.code, message, error.details));
  });
  return app;
}
