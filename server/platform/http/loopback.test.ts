import { expect, test } from "vitest";
import { isEveryAddress, isLoopback } from "./loopback";

test.each([
  ["127.0.0.1", true],
  ["127.255.255.254", true],
  ["::1", true],
  ["[::1]", true],
  ["0:0:0:0:0:0:0:1", true],
  ["::ffff:127.0.0.1", true],
  ["[::ffff:7f00:1]", true],
  ["localhost", true],
  ["LocalHost", true],
  ["localhost.", true],
  ["desk.localhost", true],
  ["128.0.0.1", false],
  ["10.0.0.1", false],
  ["::ffff:10.0.0.1", false],
  ["fe80::1%eth0", false],
  ["0.0.0.0", false],
  ["::", false],
  ["127.evil.com", false],
  ["127.0.0.1.nip.io", false],
  ["localhost.evil.com", false],
  ["notlocalhost", false],
  ["", false],
  [undefined, false],
])("%s is this machine alone: %s", (host, expected) => expect(isLoopback(host)).toBe(expected));

test("0.0.0.0 and :: are every address, also in brackets", () => {
  expect(["0.0.0.0", "::", "[::]"].map(isEveryAddress)).toEqual([true, true, true]);
  expect(["127.0.0.1", "::1", "localhost"].map(isEveryAddress)).toEqual([false, false, false]);
});
