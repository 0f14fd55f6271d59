import { expect, test, vi } from "vitest";
import { arrivalOf } from "../platform/http/arrival";
import { refusalOf } from "./request-handler";
import { createArrivals, createProxyCheck, forwardedOf } from "./trusted-proxies";

const isTrusted = createProxyCheck(["loopback", "10.0.0.0/8", "2001:db8::/32", "192.168.1.5"]);

test.each([
  ["127.0.0.1", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["10.200.3.4", true],
  ["::ffff:10.1.1.1", true],
  ["2001:db8::7", true],
  ["192.168.1.5", true],
  ["192.168.1.6", false],
  ["2001:db9::7", false],
  ["voice.example", false],
  [undefined, false],
])("%s is a trusted proxy: %s", (address, expected) => expect(isTrusted(address)).toBe(expected));

test("without AVATAR_TRUSTED_PROXIES no proxy is trusted, not even one on this machine", () => {
  expect(createProxyCheck([])("127.0.0.1")).toBe(false);
});

const addressIn = (list: string) => forwardedOf({ "x-forwarded-for": list }, isTrusted)?.address;

test("the client is the last address in the list that is no proxy's; what a client made up comes before it", () => {
  expect(addressIn("203.0.113.9")).toBe("203.0.113.9");
  expect(addressIn("127.0.0.1, 203.0.113.9")).toBe("203.0.113.9");
  expect(addressIn("203.0.113.9, 10.0.0.2")).toBe("203.0.113.9");
  expect(addressIn("10.0.0.9")).toBe("10.0.0.9");
});

test("an address may have a port and brackets; where the client's can't be read, no proxy's takes its place", () => {
  expect(addressIn("203.0.113.9:51234")).toBe("203.0.113.9");
  expect(addressIn("203.0.113.9:51234, 127.0.0.1:80")).toBe("203.0.113.9");
  expect(addressIn("[2001:db9::7]")).toBe("2001:db9::7");
  expect(addressIn("[2001:db9::7]:443")).toBe("2001:db9::7");
  for (const list of ["nonsense", "nonsense, 10.0.0.9", "unknown, 127.0.0.1", "203.0.113.9:x", "[203.0.113.9"]) {
    expect(addressIn(list)).toBeNull();
  }
});

test.each([
  { "x-forwarded-for": "unknown", "x-forwarded-proto": "http" },
  { "x-forwarded-for": "203.0.113.9:51234", "x-forwarded-proto": "http" },
  { "x-forwarded-proto": "http" },
  { "x-forwarded-host": "localhost" },
])("a visitor through a proxy of this machine is not this machine: %j", (forwarded) => {
  const request = { headers: { host: "localhost", ...forwarded }, socket: { remoteAddress: "127.0.0.1" } } as never;
  createArrivals(["loopback"])(request);
  expect(refusalOf(request, { isAllowedHost: () => true, https: true })).toBe("https_required");
  expect(arrivalOf(request).address).not.toBe("127.0.0.1");
});

test("the protocol and the host are those of the nearest proxy", () => {
  const headers = { "x-forwarded-proto": "http, HTTPS", "x-forwarded-host": "evil.example, voice.example" };
  expect(forwardedOf(headers, isTrusted)).toMatchObject({ secure: true, host: "voice.example" });
  expect(forwardedOf({ "x-forwarded-for": "203.0.113.9" }, isTrusted)).toMatchObject({ isProtocolUnknown: true });
  expect(forwardedOf({}, isTrusted)).toBeNull();
});

test("headers of an unknown proxy change nothing, and it is told once that they are ignored", () => {
  const told = vi.fn();
  const note = createArrivals(["10.0.0.5"], told);
  const from = (remoteAddress: string) =>
    ({
      headers: { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https" },
      socket: { remoteAddress },
    }) as never;
  const [unknown, known] = [from("10.0.0.6"), from("10.0.0.5")];
  for (const request of [unknown, from("10.0.0.6"), known]) note(request);
  expect(arrivalOf(unknown)).toMatchObject({ address: "10.0.0.6", secure: false });
  expect(arrivalOf(known)).toMatchObject({ address: "203.0.113.9", secure: true });
  expect(told.mock.calls).toEqual([["10.0.0.6"]]);
});
