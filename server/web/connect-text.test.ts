import { expect, test, vi } from "vitest";
import type { ConnectFacts } from "../../lib/connect/connect-facts";
import { say } from "../tools/words/say";
import { connectText } from "./connect-text";

const connectTextIn = (facts: ConnectFacts) => connectText(facts, { say });

const fingerprint = Array(16).fill("AB12").join(" ");
const facts = {
  origins: ["https://10.0.0.5:8000"],
  port: 8000,
  authority: { name: "AVATAR desk", fingerprint },
  certificate: null,
  wsl: null,
  isLocalOnly: false,
};

test("prints the first page with its QR code, the addresses, and the fingerprint", () => {
  const text = connectTextIn(facts);
  expect(text).toContain("http://10.0.0.5:8000/connect");
  expect(text).toMatch(/[▀▄█]{5}/);
  expect(text).toContain("https://10.0.0.5:8000\n");
  expect(text.replace(/\s+/g, " ")).toContain(fingerprint);
  expect(text).toContain("ufw allow 8000/tcp");
});

test("inside WSL2 it prints the lines for Windows", () => {
  expect(connectTextIn({ ...facts, wsl: { mode: "nat", address: "172.20.1.2" } })).toContain(
    "connectaddress=172.20.1.2",
  );
  expect(connectTextIn({ ...facts, wsl: { mode: "mirrored", address: "10.0.0.5" } })).toContain("netsh advfirewall");
});

test("says so where no other device can reach the server", () => {
  expect(connectTextIn({ ...facts, origins: [], isLocalOnly: true })).toMatch(/^Only this machine .*HOST=0\.0\.0\.0/s);
  const unconnected = connectTextIn({ ...facts, origins: [] });
  expect(unconnected).toContain("no network");
  expect(unconnected).not.toContain("HOST");
});

test("speaks the terminal's language", () => {
  vi.stubEnv("LC_ALL", "zh_TW.UTF-8");
  for (const wsl of [null, { mode: "nat", address: "172.20.1.2" }] as const) {
    expect(connectTextIn({ ...facts, wsl })).not.toMatch(/\b(the|this|open|device)\b/i);
  }
  expect(connectTextIn({ ...facts, origins: [], isLocalOnly: true })).toMatch(/^只有這台機器/);
});
