import { expect, test } from "vitest";
import { users } from "../../../drizzle/schema";
import { revokeLogin } from "../../access/logins";
import { openTestDb } from "../testing/test-db";
import { changeRole } from "../users/change-role";
import { disableUser } from "../users/disable-user";
import { enableUser } from "../users/enable-user";
import { changeOwnPassword, resetPassword, setPassword } from "../users/set-password";
import { endLogins } from "./end-logins";
import { whyLoginEnded } from "./why-login-ended";

const noThrottle = { attempt: async () => undefined, succeeded: async () => undefined };

/** Ada is logged in on two devices. */
async function loggedIn() {
  const fixture = openTestDb();
  const admin = fixture.as(await fixture.person("boss", "admin"));
  const ada = await fixture.person("ada");
  const { userId } = ada;
  const claims = { userId, loginId: "phone", loginEpoch: 0 };
  const desk = { kind: "login", loginId: "desk", loginEpoch: 0, expiresAt: fixture.clock.nowS + 60 } as const;
  const own = fixture.as({ ...ada, credential: desk });
  return { ...fixture, admin, own, userId, claims };
}
type Fixture = Awaited<ReturnType<typeof loggedIn>>;

test.each<[string | null, string, (fixture: Fixture) => Promise<unknown>]>([
  [null, "nobody ended it", async () => undefined],
  [null, "another role", ({ admin, userId }) => changeRole(admin, { userId, role: "qa" })],
  ["disabled", "disabled", ({ admin, userId }) => disableUser(admin, { userId })],
  [
    "everywhereByAdministrator",
    "disabled, and enabled again",
    async ({ admin, userId }) => {
      await disableUser(admin, { userId });
      await enableUser(admin, { userId });
    },
  ],
  ["passwordReset", "a password was made up", ({ admin, userId }) => resetPassword(admin, { userId })],
  [
    "passwordChanged",
    "the person's own new password, on another device",
    ({ own }) => changeOwnPassword(own, { currentPassword: "correct horse", newPassword: "another horse" }, noThrottle),
  ],
  [
    "passwordChanged",
    "a password by the command line",
    ({ system, userId }) => setPassword(system, { userId, newPassword: "another horse" }),
  ],
  ["everywhere", "logged out elsewhere", ({ own, userId }) => endLogins(own, { userId, butThisOne: true })],
  ["everywhereByAdministrator", "an administrator", ({ admin, userId }) => endLogins(admin, { userId })],
  ["elsewhere", "this login alone", ({ own, clock }) => revokeLogin(own.db, "phone", clock.nowS)],
])("a login's end is %s: %s", async (end, _, act) => {
  const fixture = await loggedIn();
  await act(fixture);
  expect(await whyLoginEnded(fixture.system, fixture.claims)).toBe(end);
});

test("the newest end counts, and the device that stayed logged in has none", async () => {
  const { own, admin, system, userId, claims } = await loggedIn();
  await endLogins(admin, { userId });
  await changeOwnPassword(own, { currentPassword: "correct horse", newPassword: "another horse" }, noThrottle);
  expect(await whyLoginEnded(system, claims)).toBe("passwordChanged");
  expect(await whyLoginEnded(system, { ...claims, loginId: "desk" })).toBeNull();
});

test("a temporary password does not outvote what ended the login that was made with it", async () => {
  const { admin, system, userId, claims } = await loggedIn();
  await resetPassword(admin, { userId });
  await endLogins(admin, { userId });
  expect(await whyLoginEnded(system, { ...claims, loginEpoch: 1 })).toBe("everywhereByAdministrator");
});

test("nobody is named where no act on record ended the login", async () => {
  const { db, system, claims } = await loggedIn();
  db.update(users).set({ loginEpoch: 1 }).run();
  expect(await whyLoginEnded(system, claims)).toBeNull();
});
