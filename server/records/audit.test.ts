import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { apiTokens, auditLog, users } from "../../drizzle/schema";
import { type AuditEntity, keptFields } from "../../lib/audit/kept-fields";
import { appendAudit, keptOf } from "./audit";
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
  expect(keptOf("house_setting", row)).toEqual({ id: 1 });
  expect(keptOf("house_setting", { value: row })).toEqual({ value: { id: 1 } });
  expect(keptOf("house_setting", { value: [row, [row]] })).toEqual({ value: [{ id: 1 }, [{ id: 1 }]] });
});

test.each([
  ["username", "ada"],
  ["loginEpoch", 3],
  ["tokenId", 7],
  ["disabledAt", null],
  ["value", { days: 30, text: "…" }],
  ["names", ["a", "b"]],
])("%s is kept of what the house decides", (name, value) => {
  expect(keptOf("house_setting", { [name]: value })).toEqual({ [name]: value });
});

test.each(Object.keys(keptFields) as AuditEntity[])("of a %s no name and no text of people is kept", (entity) => {
  const row = { id: 1, username: "ada", name: "Ada", title: "…", text: "…", purpose: "…", reason: "…", q: "…" };
  if (keptFields[entity] !== "all")
    expect(Object.keys(keptOf(entity, row)).filter((name) => name !== "id")).toEqual([]);
});

test("an act is written without the fields that it may not keep, but says that they changed", () => {
  const { system, sqlite, db } = openTestDb();
  const tx = db as never;
  const [before, after] = [
    { id: 7, username: "ada", role: "staff" },
    { id: 7, username: "grace", role: "staff" },
  ];
  appendAudit(tx, system, { action: "user.create", entity: "user", entityId: 7, before, after });
  expect(db.select().from(auditLog).get()).toMatchObject({
    before: { id: 7, role: "staff" },
    after: { id: 7, role: "staff" },
    changedFields: ["username"],
    subjectUserId: 7,
  });
  expect(JSON.stringify(sqlite.prepare("SELECT * FROM audit_log").all())).not.toMatch(/ada|grace/);
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
  const ada = {
    id: userId,
    role: "staff",
    loginEpoch: 0,
    disabledAt: null,
    createdAt: clock.nowS,
  };
  const bySystem = { actorUserId: null, systemJob: "command_line", address: null };
  const byBoss = { actorUserId: boss.userId, systemJob: null, address: "10.0.0.9" };
  const ofAda = { entity: "user", entityId: String(userId) };
  const phone = { id: tokenId, userId, createdAt: clock.nowS, lastUsedAt: null, revokedAt: null };
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
    [
      ...["createdAt", "disabledAt", "id", "keptLoginId", "loginEpoch"],
      ...["passwordHash", "passwordIsTemporary", "role", "username"],
    ],
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
