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

test("made up once, for its owner alone, and the same ever after", () => {
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

test("a secret that others could read is closed to them", () => {
  const dataDir = folder();
  const secret = loadAuthSecret(dataDir, null);
  chmodSync(join(dataDir, ".auth-secret"), 0o644);
  expect(loadAuthSecret(dataDir, null)).toBe(secret);
  expect(statSync(join(dataDir, ".auth-secret")).mode & 0o777).toBe(0o600);
});

test("a damaged one is an error that says what to do, never a weak secret", () => {
  const dataDir = folder();
  writeFileSync(join(dataDir, ".auth-secret"), "short\n");
  expect(() => loadAuthSecret(dataDir, null)).toThrow(/damaged: delete it/);
});
