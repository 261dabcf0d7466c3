import { expect, test } from "vitest";
import { chooseServices } from "../../release/choose-services.ts";

const service = { url: "https://example.com", workers: [], smokeTests: [] };
const services = { api: service, web: service };

test.each([
  [undefined, ["api", "web"]],
  ["web", ["web"]],
])("of two services %s chooses %j", (name, chosen) => {
  expect(Object.keys(chooseServices(services, name))).toEqual(chosen);
});

test.each(["shop", "constructor"])("a service %s that is not there is refused", (name) => {
  expect(() => chooseServices(services, name)).toThrow(
    expect.objectContaining({
      code: "unknown-target",
      message: `The stack has no service ${name}.`,
      hint: "It has: api, web.",
    }),
  );
});
