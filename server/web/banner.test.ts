import { expect, test, vi } from "vitest";
import type { ConnectFacts } from "../../lib/connect/connect-facts";
import { say } from "../tools/words/say";
import { displayWidth } from "../tools/words/speak";
import { type BannerFacts, banner } from "./banner";

const bannerIn = (facts: BannerFacts) => banner(facts, { say, displayWidth });

const fingerprint = Array(16).fill("AB12").join(" ");
const connect: ConnectFacts = {
  origins: ["https://192.168.1.20:8000", "https://[fd00::1]:8000"],
  port: 8000,
  authority: { name: "AVATAR desk", fingerprint },
  certificate: null,
  wsl: null,
  isLocalOnly: false,
};
const facts = {
  https: true,
  host: "0.0.0.0",
  connect,
  hasNewAuthority: false,
  firstAdmin: { username: "admin", password: "s3cret-made-up" },
};

test("shows the URLs, the page for new devices, the fingerprint to compare, and the password once", () => {
  const text = bannerIn(facts);
  expect(text).toContain("http://localhost:8000");
  expect(text).toContain("https://192.168.1.20:8000");
  expect(text).toContain("https://[fd00::1]:8000");
  expect(text).toContain("http://192.168.1.20:8000/connect");
  expect(text.replace(/\s+/g, " ")).toContain(fingerprint);
  expect(text.match(/s3cret-made-up/g)).toHaveLength(1);
});

test("a later start shows no password, and a configured password is never printed", () => {
  expect(bannerIn({ ...facts, firstAdmin: null })).not.toContain("Password");
  expect(bannerIn({ ...facts, firstAdmin: { username: "admin", password: null } })).toContain("AVATAR_ADMIN_PASSWORD");
});

test("devices that trusted an earlier authority are sent to the page again; at a first start there are none", () => {
  expect(bannerIn({ ...facts, hasNewAuthority: true, firstAdmin: null })).toContain("once more");
  expect(bannerIn({ ...facts, hasNewAuthority: true })).not.toContain("once more");
});

test("a company's certificate needs no page over plain HTTP and no fingerprint", () => {
  const text = bannerIn({ ...facts, connect: { ...connect, authority: null } });
  expect(text).toContain("https://192.168.1.20:8000/connect");
  expect(text).not.toContain("SHA-256");
});

test("bound to loopback, it prints no network address", () => {
  const text = bannerIn({ ...facts, host: "127.0.0.1", connect: { ...connect, origins: [] } });
  expect(text).not.toContain("On the network");
  expect(text).not.toContain("/connect");
});

test("bound to one network address, it does not print localhost", () => {
  const text = bannerIn({ ...facts, host: "192.168.1.20" });
  expect(text).toContain("https://192.168.1.20:8000");
  expect(text).not.toContain("localhost:8000");
});

test("inside WSL2 it prints how Windows lets other devices in, and no address that they can't reach", () => {
  const text = bannerIn({ ...facts, connect: { ...connect, wsl: { mode: "nat", address: "172.20.1.2" } } });
  expect(text).toContain("networkingMode=mirrored");
  expect(text).toContain("netsh interface portproxy add v4tov4 listenport=8000 listenaddress=0.0.0.0");
  expect(text).toContain("connectaddress=172.20.1.2");
  expect(text).not.toContain("https://192.168.1.20:8000");
  const mirrored = bannerIn({ ...facts, connect: { ...connect, wsl: { mode: "mirrored", address: "192.168.1.20" } } });
  expect(mirrored).toContain("https://192.168.1.20:8000");
});

test("speaks the terminal's language, with the values one below the other", () => {
  vi.stubEnv("LC_ALL", "zh_TW.UTF-8");
  const text = bannerIn({ ...facts, hasNewAuthority: true });
  expect(text).toContain("  本機              http://localhost:8000\n  區域網路          https://192.168.1.20:8000\n");
  expect(text).not.toMatch(/\b(the|this|shown|device)\b/i);
});
