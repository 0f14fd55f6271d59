import { randomUUID } from "node:crypto";
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { privateCookie, type Site } from "../../lib/auth/cookies";
import { nowS } from "../platform/timing/unix-time";

/** The encrypted claims of a login cookie. The user's role and state are read from the database each time. */
const claimsSchema = z.object({
  userId: z.number().int().positive(),
  loginEpoch: z.number().int().nonnegative(),
  /** Stays the same when the login is renewed; logging out revokes it. */
  loginId: z.string().min(1),
  /** Unix seconds. Only this expiry counts: next-auth would extend its own at every read of the session. */
  expiresAt: z.number().int(),
});
export type LoginClaims = z.infer<typeof claimsSchema>;

/** Claims of a new login that starts now and ends at `expiresAt` (Unix seconds). */
export function newLoginClaims(user: { userId: number; loginEpoch: number }, expiresAt: number): LoginClaims {
  return { userId: user.userId, loginEpoch: user.loginEpoch, loginId: randomUUID(), expiresAt };
}

/** The cookie's value, in next-auth's format. */
export function encodeLogin(claims: LoginClaims, secret: string): Promise<string> {
  return encode({ token: { ...claims }, secret, maxAge: claims.expiresAt - nowS() });
}

/** The claims in a cookie's value; null when it is forged or not ours. The caller checks whether it has expired. */
export async function decodeLogin(value: string, secret: string): Promise<LoginClaims | null> {
  // `decode` rejects for any value that it did not encrypt; that means "no login", not an error.
  return claimsOf(await decode({ token: value, secret }).catch(() => null));
}

/** Our claims in a decoded token; null when it is not one of ours. */
export function claimsOf(token: unknown): LoginClaims | null {
  const claims = claimsSchema.safeParse(token);
  return claims.success ? claims.data : null;
}

/** The login cookie's value in a `Cookie` header; null when it is not there. */
export function loginCookieOf(cookieHeader: string, site: Site): string | null {
  const { name } = privateCookie("session", site);
  for (const pair of cookieHeader.split(";")) {
    const separator = pair.indexOf("=");
    if (separator > 0 && pair.slice(0, separator).trim() === name) return pair.slice(separator + 1).trim();
  }
  return null;
}
