import { eq, getTableColumns } from "drizzle-orm";
import { expect, test } from "vitest";
import { apiTokens, auditLog, users } from "../../drizzle/schema";
import { withoutSecrets } from "./audit";
import { openTestDb } from "./testing/test-db";
import { createToken } from "./tokens/create-token";
import { revokeToken } from "./tokens/revoke-token";
import { createUser } from "./users/create-user";
import { disableUser } from "./users/disable-user";
import { enableUser } from "./users/enable-user";
import { setPassword } from "./users/set-password";

test.each([
  ["password", "correct horse"],
  ["passwordHash", "$argon2id$…"],
  ["currentPassword", "correct horse"],
  ["passphrase", "correct horse"],
  ["token", "avt_…"],
  ["accessToken", "avt_…"],
  ["tokenHash", "5f…"],
  ["authSecret", "s…"],
  ["webhookSecret", "s…"],
  ["apiKey", "k…"],
  ["key", "k…"],
  ["credential", { loginId: "x" }],
  ["embedding", Buffer.alloc(1_024)],
  ["embedding", new Float32Array(256)],
])("%s is left out, at any depth", (name, value) => {
  const row = { id: 1, [name]: value };
  expect(withoutSecrets(row)).toEqual({ id: 1 });
  expect(withoutSecrets({ value: row })).toEqual({ value: { id: 1 } });
  expect(withoutSecrets({ value: [row, [row]] })).toEqual({ value: [{ id: 1 }, [{ id: 1 }]] });
});

test.each([
  ["username", "ada"],
  ["loginEpoch", 3],
  ["tokenId", 7],
  ["disabledAt", null],
  ["value", { days: 30, text: "…" }],
  ["names", ["a", "b"]],
])("%s is kept", (name, value) => {
  expect(withoutSecrets({ [name]: value })).toEqual({ [name]: value });
});

/** A new column of these tables fails this test: decide whether it may be read before adding it here. */
test.each([
  [users, ["id", "username", "role", "loginEpoch", "disabledAt", "createdAt"]],
  [apiTokens, ["id", "userId", "name", "createdAt", "lastUsedAt", "revokedAt"]],
])("only these columns of a table are logged", (table, kept) => {
  const columns = getTableColumns(table);
  const row = Object.fromEntries(Object.keys(columns).map((name) => [name, 1]));
  expect(Object.keys(withoutSecrets(row))).toEqual(kept);
});

test("every audit row says who acted, from where, on what, and what changed", async () => {
  const { system, as, person, db, clock } = openTestDb();
  const boss = { ...(await person("boss", "admin")), address: "10.0.0.9" };
  const { userId } = await createUser(system, { username: "ada", password: "correct horse", role: "staff" });
  await disableUser(as(boss), { username: "ada" });
  await enableUser(as(boss), { username: "ada" });
  await setPassword(as(boss), { username: "ada", newPassword: "another horse" });
  const { tokenId, token } = await createToken(as(boss), { username: "ada", name: "phone" });
  await revokeToken(as(boss), { tokenId });

  const rows = db.select().from(auditLog).all();
  const ada = { id: userId, username: "ada", role: "staff", loginEpoch: 0, disabledAt: null, createdAt: clock.nowS };
  const bySystem = { actorUserId: null, systemJob: "command_line", address: null };
  const byBoss = { actorUserId: boss.userId, systemJob: null, address: "10.0.0.9" };
  const ofAda = { entity: "user", entityId: String(userId) };
  const phone = { id: tokenId, userId, name: "phone", createdAt: clock.nowS, lastUsedAt: null, revokedAt: null };
  const disabled = { ...ada, disabledAt: clock.nowS, loginEpoch: 1 };
  const enabled = { ...disabled, disabledAt: null };
  expect(rows).toMatchObject([
    { ...bySystem, ...ofAda, action: "user.create", before: null, after: ada },
    { ...byBoss, ...ofAda, action: "user.disable", before: ada, after: disabled },
    { ...byBoss, ...ofAda, action: "user.enable", before: disabled, after: enabled },
    { ...byBoss, ...ofAda, action: "user.set_password", before: enabled, after: { ...enabled, loginEpoch: 2 } },
    { ...byBoss, entity: "token", entityId: String(tokenId), action: "token.create", before: null, after: phone },
    { ...byBoss, action: "token.revoke", before: phone, after: { ...phone, revokedAt: clock.nowS } },
  ]);
  expect(rows.map(({ changedFields }) => changedFields?.toSorted())).toEqual([
    ["createdAt", "disabledAt", "id", "loginEpoch", "passwordHash", "role", "username"],
    ["disabledAt", "loginEpoch"],
    ["disabledAt"],
    ["loginEpoch", "passwordHash"],
    ["createdAt", "id", "lastUsedAt", "name", "revokedAt", "tokenHash", "userId"],
    ["revokedAt"],
  ]);
  const hashes = [...db.select().from(users).all(), ...db.select().from(apiTokens).all()].map((row) =>
    "passwordHash" in row ? row.passwordHash : row.tokenHash,
  );
  for (const secret of ["horse", "argon2", token, ...hashes]) expect(JSON.stringify(rows)).not.toContain(secret);
});

test("audit rows stay when their user is deleted", async () => {
  const { system, as, person, db } = openTestDb();
  const boss = await person("boss", "admin");
  const { userId } = await createUser(as(boss), { username: "ada", password: "correct horse", role: "staff" });
  await createUser(system, { username: "bob", password: "correct horse", role: "admin" });
  for (const id of [userId, boss.userId]) db.delete(users).where(eq(users.id, id)).run();
  expect(db.select().from(auditLog).all()[0]).toMatchObject({ actorUserId: boss.userId, entityId: String(userId) });
});
