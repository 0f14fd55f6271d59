import { randomBytes } from "node:crypto";

/** A password to be shown once: 120 random bits in 20 characters that can be typed from a screen. */
export function generatePassword(): string {
  return randomBytes(15).toString("base64url");
}
