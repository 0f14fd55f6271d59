import { encode } from "next-auth/jwt";
import { expect, test, vi } from "vitest";
import { apiTokens, logins, users } from "../../drizzle/schema";
import { privateCookie } from "../../lib/auth/cookies";
import { silentLogger } from "../platform/observability/logger";
import { noteLogin } from "../records/audit-log/note-login";
import { openTestDb } from "../records/testing/test-db";
import { createToken } from "../records/tokens/create-token";
import { revokeToken } from "../records/tokens/revoke-token";
import { disableUser } from "../records/users/disable-user";
import { enableUser } from "../records/users/enable-user";
import { resetPassword, setPassword } from "../records/users/set-password";
import { hashApiToken } from "./api-token";
import { authenticateRequest } from "./authenticate-request";
import { decodeLogin, encodeLogin } from "./login-cookie";
import { createLoginThrottle } from "./login-throttle";
import { type LoginAct, logIn, revokeLogin } from "./logins";

const authSecret = "s".repeat(43);
const loginLifetimeS = 12 * 60 * 60;
const site = { secure: true, port: 8000 };
const { name: loginCookieName } = privateCookie("session", site);

async function loggedIn() {
  const fixture = openTestDb();
  // Cookie encryption uses the system clock.
  fixture.clock.nowS = Math.floor(Date.now() / 1000);
  await fixture.person("boss", "admin");
  const ada = await fixture.person("ada");
  const nowS = () => fixture.clock.nowS;
  const runtime = {
    contextFor: fixture.as,
    authSecret,
    loginLifetimeS,
    loginThrottle: createLoginThrottle(),
    noteLogin: (act: LoginAct) => noteLogin(fixture.system, act),
    logger: silentLogger,
  };
  const value = await logIn({ username: "Ada", password: "correct horse", address: "10.0.0.1" }, runtime);
  const who = (headers: { cookie?: string; authorization?: string }, at = site) =>
    authenticateRequest(
      { ...headers, address: "10.0.0.1", cookie: { header: headers.cookie, site: at } },
      { db: fixture.system.db, authSecret, nowS },
    );
  const cookie = `theme=dark; ${loginCookieName}=${value}; other=1`;
  return { ...fixture, ada, nowS, runtime, value, cookie, who };
}

test("a login cookie gives its user, with the user's present role", async () => {
  const { who, cookie, ada, db } = await loggedIn();
  const asAda = { kind: "user", userId: ada.userId, username: "ada", role: "staff", address: "10.0.0.1" };
  expect(await who({ cookie })).toMatchObject(asAda);
  db.update(users).set({ role: "qa" }).run();
  expect(await who({ cookie })).toMatchObject({ role: "qa" });
});

test("a cookie is no proof at another port, nor over plain HTTP", async () => {
  const { who, cookie } = await loggedIn();
  expect(await who({ cookie }, { secure: true, port: 8001 })).toBeNull();
  expect(await who({ cookie }, { secure: false, port: 8000 })).toBeNull();
});

test("the cookie contains nothing in plain text", async () => {
  const { value } = await loggedIn();
  const parts = value.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"));
  expect(parts.join()).not.toMatch(/ada|userId|loginEpoch/);
});

test("no cookie, a cookie of another name and a forged cookie give null", async () => {
  const { who, value } = await loggedIn();
  const flipped = value.slice(0, -3) + (value.at(-3) === "A" ? "B" : "A") + value.slice(-2);
  for (const cookie of ["", `x${loginCookieName}=${value}`, `${loginCookieName}=`, `${loginCookieName}=a.b.c`]) {
    expect(await who({ cookie })).toBeNull();
  }
  expect(await who({ cookie: `${loginCookieName}=${flipped}` })).toBeNull();
  expect(await who({})).toBeNull();
});

test("a cookie made with another secret, with other claims, or past its end counts for nothing", async () => {
  const { who, ada, nowS } = await loggedIn();
  const claims = { userId: ada.userId, loginEpoch: 0, loginId: "x", expiresAt: nowS() + 60 };
  const forged = await encodeLogin(claims, "t".repeat(43));
  const other = await encode({ token: { sub: "1" }, secret: authSecret });
  const expired = await encode({ token: claims, secret: authSecret, maxAge: -60 });
  for (const value of [forged, other, expired]) expect(await who({ cookie: `${loginCookieName}=${value}` })).toBeNull();
  const good = await encodeLogin(claims, authSecret);
  const login = await decodeLogin(good, authSecret);
  expect(login?.expiresAt).toBeGreaterThan(nowS());
});

test("whoever has a password that was made up can do nothing, by cookie or token, until they have their own", async () => {
  const { who, as, ada, runtime, system, db } = await loggedIn();
  const { token } = await createToken(as(ada), { username: "ada", name: "phone" });
  const { generatedPassword: password } = await resetPassword(system, { username: "ada" });
  const value = await logIn({ username: "ada", password, address: "10.0.0.1" }, runtime);
  const sent = [{ cookie: `${loginCookieName}=${value}` }, { authorization: `Bearer ${token}` }];
  for (const headers of sent) await expect(who(headers)).rejects.toMatchObject({ code: "password_change_required" });
  const claims = await decodeLogin(value, authSecret);
  const own = as({
    ...ada,
    credential: { kind: "login", ...(claims ?? { loginId: "", loginEpoch: 0, expiresAt: 0 }) },
  });
  await setPassword(own, { userId: ada.userId, currentPassword: password, newPassword: "my own horse" });
  for (const headers of sent) expect(await who(headers)).toMatchObject({ username: "ada" });
  expect(db.select().from(users).all()).not.toContainEqual(expect.objectContaining({ passwordIsTemporary: true }));
});

test("when a login was last used is noted, once a minute", async () => {
  const { who, cookie, clock, db } = await loggedIn();
  const seen = () =>
    db
      .select()
      .from(logins)
      .all()
      .map(({ lastSeenAt }) => lastSeenAt);
  const began = clock.nowS;
  clock.nowS += 60;
  await who({ cookie });
  expect(seen()).toEqual([began]);
  clock.nowS += 1;
  await who({ cookie });
  await vi.waitFor(() => expect(seen()).toEqual([clock.nowS]));
});

test("a login from before the user was disabled stays invalid after the user is enabled", async () => {
  const { who, cookie, system } = await loggedIn();
  await disableUser(system, { username: "ada" });
  await enableUser(system, { username: "ada" });
  expect(await who({ cookie })).toBeNull();
});

test("logging out ends that login alone", async () => {
  const { who, cookie, value, runtime, system, nowS } = await loggedIn();
  const second = await logIn({ username: "ada", password: "correct horse", address: "10.0.0.1" }, runtime);
  await revokeLogin(system.db, (await decodeLogin(value, authSecret))?.loginId ?? "", nowS());
  expect(await who({ cookie })).toBeNull();
  expect(await who({ cookie: `${loginCookieName}=${second}` })).not.toBeNull();
});

test("an API token gives its user until it is revoked or the user is disabled", async () => {
  const { who, as, ada, system, db, clock } = await loggedIn();
  const { tokenId, token } = await createToken(as(ada), { username: "ada", name: "phone system" });
  expect(token).toMatch(/^avt_[\w-]{43}$/);
  const authorization = `Bearer ${token}`;
  const actor = await who({ authorization });
  expect(actor).toMatchObject({ username: "ada", credential: { kind: "token", tokenId } });
  expect(db.select().from(apiTokens).get()?.lastUsedAt).toBe(clock.nowS);
  await disableUser(system, { username: "ada" });
  expect(await who({ authorization })).toBeNull();
  await enableUser(system, { username: "ada" });
  expect(await who({ authorization })).not.toBeNull();
  await revokeToken(as(ada), { tokenId });
  expect(await who({ authorization })).toBeNull();
});

test("tokens still work when the database can't be written", async () => {
  const { who, as, ada, sqlite } = await loggedIn();
  const { token } = await createToken(as(ada), { username: "ada", name: "phone system" });
  sqlite.pragma("query_only = ON");
  expect(await who({ authorization: `Bearer ${token}` })).toMatchObject({ username: "ada" });
});

test("the token itself is nowhere in the database file", async () => {
  const { as, ada, sqlite } = await loggedIn();
  const { token } = await createToken(as(ada), { username: "ada", name: "phone system" });
  const everything = sqlite.serialize().toString("latin1");
  expect(everything).toContain(hashApiToken(token));
  expect(everything).not.toContain(token.slice(4));
});

test("a bad Authorization header is refused even with a valid cookie", async () => {
  const { who, cookie } = await loggedIn();
  for (const authorization of ["Bearer x", "Basic YTpi", `Bearer avt_${"a".repeat(43)}`, "Bearer ", "Bearer a b"]) {
    expect(await who({ cookie, authorization })).toBeNull();
  }
});
