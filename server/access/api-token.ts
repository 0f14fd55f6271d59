import { createHash, randomBytes } from "node:crypto";

const tokenPattern = /^avt_[A-Za-z0-9_-]{43}$/;

/**
 * Makes an API token: 256 random bits behind a prefix that secret scanners recognise. It is shown once and never
 * stored.
 */
export function generateApiToken(): string {
  return `avt_${randomBytes(32).toString("base64url")}`;
}

/** The stored form of a token: SHA-256, hex. */
export function hashApiToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The token of an `Authorization` header; null when it is not one of ours by its form. */
export function bearerToken(authorization: string): string | null {
  const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  return token && tokenPattern.test(token) ? token : null;
}
