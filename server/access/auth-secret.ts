import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomicallySync } from "../platform/files/atomic-file";
import { secretFile } from "../platform/files/data-folder-layout";
import { explained } from "../platform/words/sentence";

/**
 * The secret that encrypts login cookies: AUTH_SECRET, or one generated at the first start and kept in the data folder,
 * readable by its owner only. Two processes that start together get the same one.
 */
export function loadAuthSecret(dataDir: string, configured: string | null): string {
  if (configured) return configured;
  const path = join(dataDir, secretFile);
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
    throw explained("{file} in the data folder is damaged: delete it; everybody logs in anew.", { file: secretFile });
  chmodSync(path, 0o600);
  return secret;
}

function makeSecret(path: string): string {
  const secret = randomBytes(32).toString("base64url");
  try {
    writeFileAtomicallySync(path, `${secret}\n`, { replace: false });
    return secret;
  } catch (error) {
    // Another process created the file in the meantime.
    const existing = (error as NodeJS.ErrnoException).code === "EEXIST" ? readSecret(path) : null;
    if (existing) return existing;
    throw error;
  }
}
