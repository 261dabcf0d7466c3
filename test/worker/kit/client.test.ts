import { expect, test } from "vitest";
import { rateLimitKey } from "../../../worker/kit/client.ts";

test.each([
  ["198.51.100.7", "198.51.100.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ["::ffff:198.51.100.7", "198.51.100.7"],
  ["", "unknown"],
  [undefined, "unknown"],
])("%s is counted as %s", (address, key) => {
  expect(rateLimitKey(address)).toBe(key);
});
