import { expect, test } from "vitest";
import { banner } from "./banner";

const facts = {
  port: 8000,
  https: true,
  host: "0.0.0.0",
  lanAddresses: ["192.168.1.20", "fd00::1"],
  certificateFingerprint: "AB:CD",
  firstAdmin: { username: "admin", password: "s3cret-made-up" },
};

test("shows both URLs, the reason for the browser's warning, and the password once", () => {
  const text = banner(facts);
  expect(text).toContain("http://localhost:8000");
  expect(text).toContain("https://192.168.1.20:8000");
  expect(text).toContain("https://[fd00::1]:8000");
  expect(text).toContain("warns once");
  expect(text.match(/s3cret-made-up/g)).toHaveLength(1);
});

test("a later start shows no password, and a configured password is never printed", () => {
  expect(banner({ ...facts, firstAdmin: null })).not.toContain("Password");
  expect(banner({ ...facts, firstAdmin: { username: "admin", password: null } })).toContain("AVATAR_ADMIN_PASSWORD");
});

test("bound to loopback, it prints no network address", () => {
  expect(banner({ ...facts, host: "127.0.0.1" })).not.toContain("On the network");
});

test("bound to one network address, it does not print localhost", () => {
  const text = banner({ ...facts, host: "192.168.1.20" });
  expect(text).toContain("https://192.168.1.20:8000");
  expect(text).not.toContain("localhost:8000");
});
