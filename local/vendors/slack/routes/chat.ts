import type { Hono } from "hono";
import { findChannel } from "../model/channels.ts";
import { destination, postMessage, updateMessage } from "../model/messages.ts";
import type { SlackState } from "../state.ts";
import { message } from "../wire/messages.ts";
import { type Method, registerMethods } from "./methods.ts";
import type { Parameters } from "./parameters.ts";

export function chatRoutes(app: Hono, state: SlackState): void {
  registerMethods(app, state, methods);
}

const methods: Readonly<Record<string, Method>> = {
  "chat.postMessage": (state, parameters) => {
    const channel = destination(state, parameters.required("channel"));
    const posted = postMessage(state, channel, {
      ...contentOf(parameters),
      threadTs: parameters.text("thread_ts") ?? null,
      username: parameters.text("username") ?? null,
      webhookId: null,
    });
    return { channel: channel.id, ts: posted.ts, message: message(posted) };
  },

  "chat.update": (state, parameters) => {
    const channel = findChannel(state, parameters.required("channel"));
    const ts = parameters.required("ts");
    const updated = updateMessage(state, channel, ts, contentOf(parameters));
    return { channel: channel.id, ts, text: updated.text, message: message(updated) };
  },
};

function contentOf(parameters: Parameters) {
  return {
    text: parameters.text("text"),
    blocks: parameters.array("blocks", "invalid_blocks_format"),
    attachments: parameters.array("attachments", "invalid_attachments"),
  };
}
