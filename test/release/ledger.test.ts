import { expect, test } from "vitest";
import { ledgerLength, nextLedger, type Release } from "../../release/ledger.ts";

function release(version: string, versionId = `${version}-id`): Release {
  return { version, gitSha: "", workers: { api: versionId } };
}

test("a release is entered in front", () => {
  const [one, two] = [release("1"), release("2")];
  expect(nextLedger(nextLedger([], one), two)).toEqual([two, one]);
});

test("the newest release is not entered twice", () => {
  const ledger = [release("2"), release("1")];
  expect(nextLedger(ledger, release("2"))).toBe(ledger);
});

test.each([
  ["another version of the Worker", release("2", "other-id")],
  ["one more Worker", { ...release("2"), workers: { ...release("2").workers, web: "id" } }],
  ["one Worker less", { ...release("2"), workers: {} }],
])("the same release with %s is an entry of its own", (_case, next) => {
  const ledger = [release("2"), release("1")];
  expect(nextLedger(ledger, next)).toEqual([next, ...ledger]);
});

test("an earlier release is entered again when it comes back", () => {
  const back = { ...release("1"), insteadOf: "2" };
  expect(nextLedger([release("2"), release("1")], back)).toHaveLength(3);
});

test("the oldest release is forgotten for the twenty-first", () => {
  const versions = Array.from({ length: ledgerLength + 1 }, (_, index) => release(String(index)));
  const ledger = versions.reduce<readonly Release[]>(nextLedger, []);
  expect(ledger).toEqual(versions.slice(1).reverse());
});
