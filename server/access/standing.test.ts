import { expect, test } from "vitest";
import { renewedLogins, users } from "../../drizzle/schema";
import { openTestDb } from "../records/testing/test-db";
import { createToken } from "../records/tokens/create-token";
import { revokeToken } from "../records/tokens/revoke-token";
import { disableUser } from "../records/users/disable-user";
import { enableUser } from "../records/users/enable-user";
import { resetPassword, setPassword } from "../records/users/set-password";
import type { UserActor } from "./actor";
import { revokeLogin } from "./logins";
import { standingsOf } from "./standing";

/** Ada and Bob with a login each, Ada's token, and an administrator. */
async function connected() {
  const fixture = openTestDb();
  await fixture.person("boss", "admin");
  const login = (person: UserActor): UserActor => ({
    ...person,
    credential: {
      kind: "login",
      loginId: `login of ${person.username}`,
      loginEpoch: 0,
      expiresAt: fixture.clock.nowS + 3_600,
    },
  });
  const ada = await fixture.person("ada");
  const { tokenId } = await createToken(fixture.as(ada), { username: "ada", name: "phone system" });
  const program: UserActor = { ...ada, credential: { kind: "token", tokenId } };
  const actors = [login(ada), program, login(await fixture.person("bob"))];
  return { ...fixture, ada, tokenId, standings: () => standingsOf(fixture.system.db, actors) };
}
type Fixture = Awaited<ReturnType<typeof connected>>;

const revoked = { isRevoked: true };
const token = { isRevoked: false, expiresAt: null };
const loginUntil = (expiresAt: number) => ({ isRevoked: false, expiresAt });

test.each([
  ["nothing", async () => {}, { login: true, token: true }],
  ["disabling", (h: Fixture) => disableUser(h.system, { username: "ada" }), { login: false, token: false }],
  [
    "a new password",
    (h: Fixture) => setPassword(h.system, { username: "ada", newPassword: "another horse" }),
    { login: false, token: true },
  ],
  [
    "a password that an administrator made up",
    (h: Fixture) => resetPassword(h.system, { username: "ada" }),
    { login: false, token: false },
  ],
  [
    "logging out",
    (h: Fixture) => revokeLogin(h.system.db, "login of ada", h.clock.nowS),
    { login: false, token: true },
  ],
  ["a revoked token", (h: Fixture) => revokeToken(h.as(h.ada), { tokenId: h.tokenId }), { login: true, token: false }],
  ["another role", async (h: Fixture) => h.db.update(users).set({ role: "qa" }).run(), { login: false, token: false }],
])("%s revokes only the logins and tokens that it concerns", async (what, act, left) => {
  const fixture = await connected();
  await act(fixture);
  const until = loginUntil(fixture.clock.nowS + 3_600);
  const gone = what === "disabling" ? { ...revoked, isDisabled: true } : revoked;
  const bob = what === "another role" ? revoked : until;
  expect(await fixture.standings()).toEqual([left.login ? until : gone, left.token ? token : gone, bob]);
});

test("a user who is enabled again must log in again; their token works again", async () => {
  const fixture = await connected();
  await disableUser(fixture.system, { username: "ada" });
  await enableUser(fixture.system, { username: "ada" });
  expect((await fixture.standings()).slice(0, 2)).toEqual([revoked, token]);
});

test("a renewal moves the end to a later time, never to an earlier one", async () => {
  const fixture = await connected();
  const { nowS } = fixture.clock;
  fixture.db
    .insert(renewedLogins)
    .values([
      { loginId: "login of ada", expiresAt: nowS + 7_200 },
      { loginId: "login of bob", expiresAt: nowS + 60 },
    ])
    .run();
  expect(await fixture.standings()).toEqual([loginUntil(nowS + 7_200), token, loginUntil(nowS + 3_600)]);
});

test("an actor without a credential may not stay connected", async () => {
  const fixture = await connected();
  expect(await standingsOf(fixture.system.db, [fixture.ada])).toEqual([revoked]);
});
