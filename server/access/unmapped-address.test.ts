import { expect, test } from "vitest";
import { unmappedAddress } from "./unmapped-address";

test.each([
  ["192.168.1.7", "192.168.1.7"],
  ["::ffff:192.168.1.7", "192.168.1.7"],
  ["::FFFF:192.168.1.7", "192.168.1.7"],
  ["::ffff:1", "::ffff:1"],
  ["fe80::1%eth0", "fe80::1%eth0"],
  ["", ""],
])("%s is shown as %s", (address, shown) => {
  expect(unmappedAddress(address)).toBe(shown);
});
