import { createHash } from "node:crypto";
import { prompts } from "../../../drizzle/schema";
import type { Transaction } from "../../platform/db/database";

/** By which `prompts` keeps a system message. */
export function promptSha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Keeps a system message once and returns its SHA-256. */
export function keepPrompt(tx: Transaction, text: string): string {
  const sha256 = promptSha256(text);
  tx.insert(prompts).values({ sha256, text }).onConflictDoNothing().run();
  return sha256;
}
