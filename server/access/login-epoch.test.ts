import { expect, test } from "vitest";
import { logins } from "../../drizzle/schema";
import { silentLogger } from "../platform/observability/logger";
import { noteLogin } from "../records/audit-log/note-login";
import { endLogin, endLogins } from "../records/logins/end-logins";
import { listLogins } from "../records/logins/list-logins";
import { openTestDb } from "../records/testing/test-db";
import { disableUser } from "../records/users/disable-user";
import { enableUser } from "../records/users/enable-user";
import { setPassword } from "../records/users/set-password";
import type { UserActor } from "./actor";
import { actorFor } from "./credential-check";
import { decodeLogin } from "./login-cookie";
import { createLoginThrottle } from "./login-throttle";
import { type LoginAct, logIn, renewLogin, revokeLogin } from "./logins";

const authSecret = "s".repeat(43);
const address = "10.0.0.7";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/** Ada, logged in at her desk and on her phone. */
async function twice() {
  const fixture = openTestDb();
  // Cookie encryption uses the system clock.
  fixture.clock.nowS = Math.floor(Date.now() / 1_000);
  await fixture.person("boss", "admin");
  const ada = await fixture.person("ada");
  const runtime = {
    contextFor: fixture.as,
    authSecret,
    loginLifetimeS: 3_600,
    loginThrottle: createLoginThrottle(),
    noteLogin: (act: LoginAct) => noteLogin(fixture.system, act),
    logger: silentLogger,
  };
  const enter = async (userAgent: string) => {
    const cookieValue = await logIn({ username: "ada", password: "correct horse", address, userAgent }, runtime);
    const claims = await decodeLogin(cookieValue, authSecret);
    if (!claims) throw new Error("There is no login.");
    const actor: UserActor = { ...ada, credential: { kind: "login", ...claims } };
    return { cookieValue, loginId: claims.loginId, ctx: fixture.as(actor), actor };
  };
  const desk = await enter(firefox);
  fixture.clock.nowS += 10;
  const phone = await enter("curl/8");
  /** Which of the logins are still good for a request. */
  const valid = async () =>
    Promise.all(
      [desk, phone].map(async ({ actor }) => {
        const { credential } = actor;
        return credential && (await actorFor(fixture.system.db, ada.userId, credential, fixture.clock.nowS)) !== null;
      }),
    );
  return { ...fixture, ada, runtime, desk, phone, valid, rows: () => fixture.db.select().from(logins).all() };
}

test("people see where they are logged in, by what the browser calls itself and nothing more", async () => {
  const { desk, phone, clock, ada } = await twice();
  const at = clock.nowS;
  expect(await listLogins(desk.ctx, { userId: ada.userId })).toEqual([
    {
      ...{ loginId: phone.loginId, browser: null, system: null, address, isCurrent: false },
      ...{ createdAt: at, lastSeenAt: at, expiresAt: at + 3_600 },
    },
    {
      ...{ loginId: desk.loginId, browser: "Firefox", system: "Linux", address, isCurrent: true },
      ...{ createdAt: at - 10, lastSeenAt: at - 10, expiresAt: at + 3_590 },
    },
  ]);
});

test("a renewed login is listed to its new end; one that has ended is not", async () => {
  const { desk, phone, clock, runtime, ada } = await twice();
  await renewLogin({ cookieValue: desk.cookieValue, password: "correct horse", address }, runtime);
  clock.nowS += 3_599;
  await revokeLogin(phone.ctx.db, phone.loginId, clock.nowS);
  const listed = async () => (await listLogins(desk.ctx, { userId: ada.userId })).map(({ loginId }) => loginId);
  expect(await listed()).toEqual([desk.loginId]);
  clock.nowS += 1;
  expect(await listed()).toEqual([]);
});

test("one login is ended, by its person and by nobody who has no right to", async () => {
  const { desk, phone, as, person, ada, valid, rows } = await twice();
  const stranger = as(await person("eve"));
  const input = { userId: ada.userId, loginId: phone.loginId };
  await expect(endLogin(stranger, input)).rejects.toMatchObject({ code: "forbidden" });
  // Not a login of hers, so not hers to end.
  await endLogin(stranger, { userId: (await person("mallory")).userId, loginId: desk.loginId }).catch(() => undefined);
  expect(await valid()).toEqual([true, true]);
  await endLogin(desk.ctx, input);
  await endLogin(desk.ctx, input);
  expect(await valid()).toEqual([true, false]);
  expect(rows().map(({ loginId }) => loginId)).toEqual([desk.loginId]);
});

test("logging out everywhere else keeps this login alone, until the next time", async () => {
  const { desk, phone, valid, rows, ada } = await twice();
  await endLogins(desk.ctx, { userId: ada.userId, butThisOne: true });
  expect(await valid()).toEqual([true, false]);
  expect(rows().map(({ loginId }) => loginId)).toEqual([desk.loginId]);
  await endLogins(phone.ctx, { userId: ada.userId });
  expect(await valid()).toEqual([false, false]);
  expect(rows()).toEqual([]);
});

test("a new password keeps the login that it was chosen with; disabling keeps none", async () => {
  const { desk, valid, system, ada } = await twice();
  const passwords = { currentPassword: "correct horse", newPassword: "another horse" };
  await setPassword(desk.ctx, { userId: ada.userId, ...passwords });
  expect(await valid()).toEqual([true, false]);
  await disableUser(system, { username: "ada" });
  await enableUser(system, { username: "ada" });
  expect(await valid()).toEqual([false, false]);
});

test("a login that can't be listed is a login all the same", async () => {
  const { runtime, sqlite } = await twice();
  sqlite.exec("DROP TABLE logins; CREATE VIEW logins AS SELECT 1 AS login_id, 1 AS last_seen_at");
  const attempt = { username: "ada", password: "correct horse", address, userAgent: firefox };
  expect(await decodeLogin(await logIn(attempt, runtime), authSecret)).not.toBeNull();
});
