import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadAuthSecret } from "./auth-secret";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "avatar-secret-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("the secret is generated once, readable by its owner only, and stays the same", () => {
  const dataDir = folder();
  const secret = loadAuthSecret(dataDir, null);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(loadAuthSecret(dataDir, null)).toBe(secret);
  expect(readdirSync(dataDir)).toEqual([".auth-secret"]);
  expect(statSync(join(dataDir, ".auth-secret")).mode & 0o777).toBe(0o600);
  expect(loadAuthSecret(folder(), null)).not.toBe(secret);
});

test("a configured secret wins and is not written down", () => {
  const dataDir = folder();
  expect(loadAuthSecret(dataDir, "c".repeat(32))).toBe("c".repeat(32));
  expect(readdirSync(dataDir)).toEqual([]);
});

test("a secret file that others could read gets mode 0600", () => {
  const dataDir = folder();
  const secret = loadAuthSecret(dataDir, null);
  chmodSync(join(dataDir, ".auth-secret"), 0o644);
  expect(loadAuthSecret(dataDir, null)).toBe(secret);
  expect(statSync(join(dataDir, ".auth-secret")).mode & 0o777).toBe(0o600);
});

test("a damaged secret file is an error that says what to do, never a weak secret", () => {
  const dataDir = folder();
  writeFileSync(join(dataDir, ".auth-secret"), "short\n");
  expect(() => loadAuthSecret(dataDir, null)).toThrow(/damaged: delete it/);
});
