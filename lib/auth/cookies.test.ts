import { expect, test } from "vitest";
import { localeCookieName, privateCookie, siteOf } from "./cookies";

test.each([
  ["192.168.1.5:8000", false, 8000],
  ["[fe80::1]:8443", true, 8443],
  ["[fe80::1]", true, 443],
  ["avatar.lan", true, 443],
  ["avatar.lan", false, 80],
  [undefined, false, 80],
])("the port of %s (HTTPS: %j) is %i", (host, secure, port) => {
  expect(siteOf(host, secure)).toEqual({ secure, port });
});

test("no two sites of one host share a name, and only HTTPS has the prefix that browsers guard", () => {
  const names = [8000, 8001, 443].flatMap((port) =>
    [true, false].map((secure) => privateCookie("session", { secure, port }).name),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(privateCookie("session", { secure: true, port: 8000 })).toEqual({
    name: "__Host-avatar-8000.session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
  });
  expect(privateCookie("csrf", { secure: false, port: 80 }).name).toBe("avatar-80.csrf");
});

test("a language that was chosen over HTTP is known over HTTPS", () => {
  expect(localeCookieName({ secure: true, port: 8000 })).toBe(localeCookieName({ secure: false, port: 8000 }));
});
