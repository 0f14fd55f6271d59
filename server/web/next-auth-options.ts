import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { privateCookie, type Site } from "../../lib/auth/cookies";
import { AppError, errorCodeOf } from "../../lib/errors";
import { actorFor } from "../access/credential-check";
import { claimsOf } from "../access/login-cookie";
import { beginLogin, checkLogin, type LoginOrigin, logOut } from "../access/logins";
import type { AvatarRuntime } from "./runtime";

/**
 * The options of next-auth for one request to this site. Its login cookie is the one that `authenticateRequest` reads,
 * and each use asks the database whether the login is still valid. `onRefused` receives the error of a refused login,
 * because next-auth itself keeps only the message. `origin` is where the request comes from.
 */
export function authOptions(
  runtime: AvatarRuntime,
  site: Site,
  origin: LoginOrigin,
  onRefused: (error: unknown) => void = () => undefined,
): AuthOptions {
  const { db, nowS } = runtime.contextFor({ kind: "system", job: "login" });
  const { loginLifetimeS } = runtime;
  return {
    secret: runtime.authSecret,
    session: { strategy: "jwt", maxAge: loginLifetimeS },
    jwt: { maxAge: loginLifetimeS },
    useSecureCookies: site.secure,
    cookies: {
      sessionToken: privateCookie("session", site),
      csrfToken: privateCookie("csrf", site),
      callbackUrl: privateCookie("callback-url", site),
      pkceCodeVerifier: privateCookie("pkce", site),
      state: privateCookie("state", site),
      nonce: privateCookie("nonce", site),
    },
    pages: { signIn: "/login", error: "/login", signOut: "/login" },
    logger: {
      error: (code) => runtime.logger.warn("auth_error", { auth_code: code }),
      warn: (code) => runtime.logger.debug("auth_warning", { auth_code: code }),
      debug: () => undefined,
    },
    providers: [
      CredentialsProvider({
        credentials: { username: { type: "text" }, password: { type: "password" } },
        async authorize(credentials) {
          const attempt = {
            username: String(credentials?.username ?? ""),
            password: String(credentials?.password ?? ""),
            address: origin.address,
          };
          try {
            const user = await checkLogin(attempt, runtime);
            return { id: String(user.userId), name: user.username };
          } catch (error) {
            onRefused?.(error);
            // next-auth puts the message into the URL of the login page, which understands error codes.
            throw new Error(errorCodeOf(error));
          }
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        if (user) {
          const claims = await beginLogin(Number(user.id), origin, runtime);
          if (!claims) throw new AppError("unauthorized");
          return { ...claims };
        }
        const { actor, claims } = await verifyToken(token);
        if (!actor) throw new AppError("unauthorized");
        return { ...claims };
      },
      async session({ session, token }) {
        const { actor, claims } = await verifyToken(token);
        const expires = new Date((claims?.expiresAt ?? 0) * 1_000).toISOString();
        return { ...session, expires, user: { name: actor?.username ?? null, role: actor?.role ?? null } };
      },
    },
    events: {
      async signOut({ token }) {
        const claims = claimsOf(token);
        if (claims) await logOut(claims, origin.address, runtime);
      },
    },
  };

  async function verifyToken(token: unknown) {
    const claims = claimsOf(token);
    if (!claims) return { actor: null, claims: null };
    const credential = { kind: "login", ...claims } as const;
    return { actor: await actorFor(db, claims.userId, credential, nowS()), claims };
  }
}
