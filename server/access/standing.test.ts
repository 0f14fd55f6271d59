import { expect, test } from "vitest";
import { renewedLogins, users } from "../../drizzle/schema";
import { testHouse } from "../records/testing/test-house";
import { createToken } from "../records/tokens/create-token";
import { revokeToken } from "../records/tokens/revoke-token";
import { disableUser } from "../records/users/disable-user";
import { enableUser } from "../records/users/enable-user";
import { setPassword } from "../records/users/set-password";
import type { UserActor } from "./actor";
import { revokeLogin } from "./logins";
import { standingsOf } from "./standing";

/** Ada and Bob with a login each, Ada's token, and an administrator. */
async function connected() {
  const house = testHouse();
  await house.person("boss", "admin");
  const login = (person: UserActor): UserActor => ({
    ...person,
    credential: {
      kind: "login",
      loginId: `login of ${person.username}`,
      loginEpoch: 0,
      expiresAt: house.clock.nowS + 3_600,
    },
  });
  const ada = await house.person("ada");
  const { tokenId } = await createToken(house.as(ada), { username: "ada", name: "phone system" });
  const program: UserActor = { ...ada, credential: { kind: "token", tokenId } };
  const actors = [login(ada), program, login(await house.person("bob"))];
  return { ...house, ada, tokenId, standings: () => standingsOf(house.system.db, actors) };
}
type House = Awaited<ReturnType<typeof connected>>;

const revoked = { isRevoked: true };
const token = { isRevoked: false, expiresAt: null };
const loginUntil = (expiresAt: number) => ({ isRevoked: false, expiresAt });

test.each([
  ["nothing", async () => {}, { login: true, token: true }],
  ["disabling", (h: House) => disableUser(h.system, { username: "ada" }), { login: false, token: false }],
  [
    "a new password",
    (h: House) => setPassword(h.system, { username: "ada", newPassword: "another horse" }),
    { login: false, token: true },
  ],
  ["logging out", (h: House) => revokeLogin(h.system.db, "login of ada", h.clock.nowS), { login: false, token: true }],
  ["a revoked token", (h: House) => revokeToken(h.as(h.ada), { tokenId: h.tokenId }), { login: true, token: false }],
  ["another role", async (h: House) => h.db.update(users).set({ role: "qa" }).run(), { login: false, token: false }],
])("what %s ends, for whom it concerns alone", async (what, act, left) => {
  const house = await connected();
  await act(house);
  const until = loginUntil(house.clock.nowS + 3_600);
  const bob = what === "another role" ? revoked : until;
  expect(await house.standings()).toEqual([left.login ? until : revoked, left.token ? token : revoked, bob]);
});

test("who comes back after being disabled logs in anew; their token works again", async () => {
  const house = await connected();
  await disableUser(house.system, { username: "ada" });
  await enableUser(house.system, { username: "ada" });
  expect((await house.standings()).slice(0, 2)).toEqual([revoked, token]);
});

test("a renewal moves the end, never to before", async () => {
  const house = await connected();
  const { nowS } = house.clock;
  house.db
    .insert(renewedLogins)
    .values([
      { loginId: "login of ada", expiresAt: nowS + 7_200 },
      { loginId: "login of bob", expiresAt: nowS + 60 },
    ])
    .run();
  expect(await house.standings()).toEqual([loginUntil(nowS + 7_200), token, loginUntil(nowS + 3_600)]);
});

test("who came in without a credential may not stay", async () => {
  const house = await connected();
  expect(await standingsOf(house.system.db, [house.ada])).toEqual([revoked]);
});
