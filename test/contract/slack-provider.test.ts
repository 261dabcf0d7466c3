/** The local provider and the emulator together, without the engine. */
import { expect, test } from "vitest";
import { createSlack } from "../../local/vendors/slack/index.ts";
import { usePlugins } from "../local/plugins/support/engine.ts";
import { click } from "../local/support/click.ts";
import { roundTrip } from "../local/support/round-trip.ts";
import { useVendor } from "../local/support/vendor-server.ts";

async function useSlackProvider() {
  const server = await useVendor(createSlack);
  const { connect } = await usePlugins(server.origin);
  return { server, engine: await connect("slack") };
}

const conversation = "slack:index/conversation:Conversation";

test("a channel and a user group are declared, changed and refreshed", async () => {
  const { engine } = await useSlackProvider();
  const ada = await engine.invoke("slack:index/getUser:getUser", { email: "ada@example.com" });
  const channel = await roundTrip(engine, {
    type: conversation,
    inputs: {
      name: "deployments",
      isPrivate: false,
      topic: "Slipway",
      purpose: "Deployments",
      permanentMembers: [String(ada.id)],
      adoptExistingChannel: true,
      actionOnDestroy: "archive",
    },
    changes: { topic: "Slipway, production", permanentMembers: [String(ada.id), "U0LOCALBEN"] },
  });
  await roundTrip(engine, {
    type: "slack:index/usergroup:Usergroup",
    inputs: {
      name: "On call",
      handle: "on-call",
      description: "Who is on call",
      users: [String(ada.id)],
      channels: [channel.id],
    },
    changes: { users: ["U0LOCALBEN"] },
  });
});

test("a topic that somebody changed by hand is seen by a refresh", async () => {
  const { engine, server } = await useSlackProvider();
  const inputs = { name: "ops", isPrivate: false, topic: "Slipway", purpose: "" };
  const { id, outputs } = await roundTrip(engine, { type: conversation, inputs });
  await click(server.vendor, "edit-topic", "ops", "by hand");
  const read = await engine.read(conversation, id, outputs, inputs);
  const { changes } = await engine.diff(conversation, read.outputs, inputs);
  expect(Object.keys(changes)).toEqual(["topic"]);
});
