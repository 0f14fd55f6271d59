import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { renewedLogins } from "../../drizzle/schema";
import { createLogger, silentLogger } from "../platform/observability/logger";
import { noteLogin } from "../records/audit-log/note-login";
import { openTestDb } from "../records/testing/test-db";
import { disableUser } from "../records/users/disable-user";
import { decodeLogin } from "./login-cookie";
import { createLoginThrottle } from "./login-throttle";
import { checkLogin, type LoginAct, logIn, renewLogin, revokeLogin } from "./logins";

test("a refused login logs the address, and nothing that was typed", async () => {
  const fixture = openTestDb();
  await fixture.person("ada");
  const log = new PassThrough();
  const loginThrottle = createLoginThrottle({ perNameAndAddress: 1, perName: 9, perAddress: 9, windowS: 300 });
  const noted = (act: LoginAct) => noteLogin(fixture.system, act);
  const runtime = { contextFor: fixture.as, loginThrottle, noteLogin: noted, logger: createLogger("info", log) };
  const attempt = { username: "ada", password: "Tr0ub4dor", address: "10.0.0.7" };
  await expect(checkLogin(attempt, runtime)).rejects.toThrow();
  await expect(checkLogin(attempt, runtime)).rejects.toThrow();
  const written = String(log.read());
  const lines = written
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: "WARN", event: "login_refused", reason: "bad_credentials", address: "10.0.0.7" },
    { level: "WARN", event: "login_refused", reason: "rate_limited", address: "10.0.0.7" },
  ]);
  expect(written).not.toMatch(/ada|Tr0ub4dor/);
});

/** Ada with a one-hour login that began half an hour ago. */
async function loggedIn() {
  const fixture = openTestDb();
  // Cookie encryption uses the system clock.
  fixture.clock.nowS = Math.floor(Date.now() / 1_000);
  await fixture.person("boss", "admin");
  await fixture.person("ada");
  const runtime = {
    contextFor: fixture.as,
    authSecret: "s".repeat(43),
    loginLifetimeS: 3_600,
    loginThrottle: createLoginThrottle({ perNameAndAddress: 2, perName: 9, perAddress: 9, windowS: 300 }),
    noteLogin: (act: LoginAct) => noteLogin(fixture.system, act),
    logger: silentLogger,
  };
  const address = "10.0.0.7";
  const cookieValue = await logIn({ username: "ada", password: "correct horse", address }, runtime);
  const claims = await decodeLogin(cookieValue, runtime.authSecret);
  fixture.clock.nowS += 1_800;
  const renew = (password = "correct horse") => renewLogin({ cookieValue, password, address }, runtime);
  return { ...fixture, runtime, claims, renew };
}
type Fixture = Awaited<ReturnType<typeof loggedIn>>;

test("a renewed login keeps its id and gets a new end, in its cookie and for its connections", async () => {
  const { renew, runtime, claims, clock, db } = await loggedIn();
  const renewed = await decodeLogin(await renew(), runtime.authSecret);
  expect(renewed).toEqual({ ...claims, expiresAt: clock.nowS + 3_600 });
  clock.nowS += 60;
  await renew();
  expect(db.select().from(renewedLogins).all()).toEqual([{ loginId: claims?.loginId, expiresAt: clock.nowS + 3_600 }]);
});

test("a renewal needs the password, and wrong passwords count as attempts", async () => {
  const { renew, db } = await loggedIn();
  const refusal = (code: string) => expect.objectContaining({ code });
  await expect(renew("wrong")).rejects.toThrow(refusal("bad_credentials"));
  await expect(renew("wrong")).rejects.toThrow(refusal("bad_credentials"));
  await expect(renew()).rejects.toThrow(refusal("rate_limited"));
  expect(db.select().from(renewedLogins).all()).toEqual([]);
});

test.each([
  [
    "has run out",
    async (h: Fixture) => {
      h.clock.nowS += 1_800;
    },
  ],
  ["was logged out of", (h: Fixture) => revokeLogin(h.system.db, h.claims?.loginId ?? "", h.clock.nowS)],
  ["is of somebody who was disabled", (h: Fixture) => disableUser(h.system, { username: "ada" })],
])("a login that %s is not renewed, whatever the password", async (_why, end) => {
  const fixture = await loggedIn();
  await end(fixture);
  await expect(fixture.renew()).rejects.toThrow(expect.objectContaining({ code: "unauthorized" }));
});
