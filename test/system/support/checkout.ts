import { rmSync } from "node:fs";
import { onTestFinished } from "vitest";
import { makeCheckout } from "./make-checkout.ts";

/** A checkout for a test that edits sources, removed when the test ends. */
export function useCheckout(): string {
  const checkout = makeCheckout();
  onTestFinished(() => rmSync(checkout, { recursive: true, force: true }));
  return checkout;
}
