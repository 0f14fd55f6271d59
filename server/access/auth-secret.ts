import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const fileName = ".auth-secret";

/**
 * The secret that login cookies are encrypted with: the configured one (AUTH_SECRET), or one made up at the first
 * start and kept in the data folder for its owner alone. Two processes that start together get the same one.
 */
export function loadAuthSecret(dataDir: string, configured: string | null): string {
  if (configured) return configured;
  const path = join(dataDir, fileName);
  return readSecret(path) ?? makeSecret(path);
}

function readSecret(path: string): string | null {
  let secret: string;
  try {
    secret = readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  if (secret.length < 32)
    throw new Error(`${fileName} in the data folder is damaged: delete it; everybody logs in anew.`);
  chmodSync(path, 0o600);
  return secret;
}

function makeSecret(path: string): string {
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString("hex")}.tmp`;
  const secret = randomBytes(32).toString("base64url");
  const file = openSync(temporary, "wx", 0o600);
  try {
    writeSync(file, `${secret}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    // A link, unlike a rename, never replaces the secret that another process made a moment ago.
    linkSync(temporary, path);
    return secret;
  } catch (error) {
    const existing = (error as NodeJS.ErrnoException).code === "EEXIST" ? readSecret(path) : null;
    if (existing) return existing;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
