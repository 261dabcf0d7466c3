import { expect, test } from "vitest";
import { commandNames, loadCommands } from "../../cli/commands/index.ts";

test.each(commandNames)("slipway %s loads that command alone", async (name) => {
  const commands = await loadCommands([...name.split(" "), "staging", "--json"]);
  expect(commands.map((command) => command.name)).toEqual([name]);
});

test.each([[[]], [["--help"]], [["help", "deploy"]], [["local", "--help"]], [["deplyo"]]])(
  "%j loads every command, in the order of help",
  async (words) => {
    const commands = await loadCommands(words);
    expect(commands.map(({ name }) => name)).toEqual(commandNames);
  },
);
