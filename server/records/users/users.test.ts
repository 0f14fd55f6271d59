import { join } from "node:path";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { auditLog, users } from "../../../drizzle/schema";
import type { UserActor } from "../../access/actor";
import { createLoginThrottle, loginLimits } from "../../access/login-throttle";
import { openDatabase } from "../../platform/db/connection";
import type { RecordsContext } from "../context";
import { openTestDb } from "../testing/test-db";
import { changeRole } from "./change-role";
import { createUser } from "./create-user";
import { disableUser } from "./disable-user";
import { enableUser } from "./enable-user";
import { ensureFirstAdmin } from "./ensure-first-admin";
import { renameUser } from "./rename-user";
import { changeOwnPassword, resetPassword, setPassword } from "./set-password";

const password = "correct horse";

test("the first admin is made once, with a password that is shown once", async () => {
  const { system, db } = openTestDb();
  const first = await ensureFirstAdmin(system, { username: "admin", password: null });
  expect(first?.username).toBe("admin");
  expect(first?.generatedPassword).toMatch(/^[\w-]{20}$/);
  expect(await ensureFirstAdmin(system, { username: "boss", password: "something else" })).toBeNull();
  expect(db.select().from(users).all()).toMatchObject([{ username: "admin", role: "admin" }]);
});

test("a configured password is not shown", async () => {
  const { system } = openTestDb();
  expect(await ensureFirstAdmin(system, { username: "admin", password })).toEqual({
    username: "admin",
    generatedPassword: null,
  });
});

test("the first admin does not take over a colleague's name", async () => {
  const { system, person, db } = openTestDb();
  await person("admin", "staff");
  await expect(ensureFirstAdmin(system, { username: "Admin", password })).rejects.toMatchObject({ code: "conflict" });
  expect(db.select().from(users).all()).toMatchObject([{ username: "admin", role: "staff" }]);
});

test("two names may not differ only in upper and lower case", async () => {
  const { system } = openTestDb();
  await createUser(system, { username: "Ada", password, role: "staff" });
  const again = createUser(system, { username: "aDA", password, role: "staff" });
  await expect(again).rejects.toMatchObject({ code: "conflict" });
});

test.each(["", " ", "a b", "-x", "x".repeat(65), "a\nb", "<b>"])("%j is not a valid name", async (username) => {
  const { system } = openTestDb();
  const made = createUser(system, { username, password, role: "staff" });
  await expect(made).rejects.toMatchObject({ code: "invalid_input" });
});

test("Chinese names are valid", async () => {
  const { system, db } = openTestDb();
  await createUser(system, { username: "王小明", password, role: "qa" });
  expect(db.select().from(users).get()?.username).toBe("王小明");
});

test("acts on users leave an audit row each, without a password or a hash", async () => {
  const { system, as, person, db } = openTestDb();
  const boss = await person("boss", "admin");
  await createUser(system, { username: "ada", password, role: "staff" });
  await disableUser(as(boss), { username: "ada" });
  await disableUser(as(boss), { username: "ada" });
  await enableUser(as(boss), { username: "ada" });
  await setPassword(as(boss), { username: "ada", newPassword: "another horse" });
  const rows = db.select().from(auditLog).all();
  expect(rows.map((row) => [row.action, row.actorUserId])).toEqual([
    ["user.create", null],
    ["user.disable", boss.userId],
    ["user.enable", boss.userId],
    ["user.set_password", boss.userId],
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/horse|argon2/);
});

test("an act that fails leaves no audit row", async () => {
  const { as, person, db } = openTestDb();
  const boss = await person("boss", "admin");
  const before = db.select().from(auditLog).all().length;
  await expect(disableUser(as(boss), { username: "nobody" })).rejects.toMatchObject({ code: "not_found" });
  await expect(disableUser(as(boss), { username: "boss" })).rejects.toMatchObject({ code: "conflict" });
  expect(db.select().from(auditLog).all()).toHaveLength(before);
});

test("one's own password needs the current one", async () => {
  const { as, person } = openTestDb();
  const ctx = as(await person("ada", "admin"));
  const change = (currentPassword?: string) =>
    setPassword(ctx, { username: "ADA", newPassword: "another horse", currentPassword });
  await expect(change()).rejects.toMatchObject({ code: "bad_credentials" });
  await expect(change("wrong horse")).rejects.toMatchObject({ code: "bad_credentials" });
  await expect(change(password)).resolves.toBeUndefined();
});

test("a name that differs from one's own in the case of a non-ASCII letter is another person's", async () => {
  const { as, person } = openTestDb();
  // SQLite folds ASCII alone: these two are different users.
  await person("Änne", "admin");
  const impostor = as(await person("änne", "staff"));
  const takeover = setPassword(impostor, { username: "Änne", newPassword: "another horse", currentPassword: password });
  await expect(takeover).rejects.toMatchObject({ code: "forbidden" });
});

test("without the permission to manage users nobody learns which names exist", async () => {
  const { as, person } = openTestDb();
  await person("boss", "admin");
  const ada = as(await person("ada"));
  for (const username of ["boss", "nobody"]) {
    const change = setPassword(ada, { username, newPassword: "another horse" });
    await expect(change).rejects.toMatchObject({ code: "forbidden" });
  }
});

test("a password that was made up counts until the person has chosen another", async () => {
  const { as, person, system, db } = openTestDb();
  const boss = as(await person("boss", "admin"));
  const { userId, generatedPassword } = await createUser(boss, { username: "ada", role: "staff" });
  expect(generatedPassword).toMatch(/^[\w-]{20}$/);
  const ada = as({ kind: "user", userId, username: "ada", role: "staff" });
  const isTemporary = () =>
    db.select({ value: users.passwordIsTemporary }).from(users).where(eq(users.id, userId)).get()?.value;
  const change = (currentPassword: string, newPassword: string) =>
    setPassword(ada, { userId, currentPassword, newPassword });
  expect(isTemporary()).toBe(true);
  await expect(change(String(generatedPassword), String(generatedPassword))).rejects.toMatchObject({
    code: "password_unchanged",
  });
  await change(String(generatedPassword), "my own horse");
  expect(isTemporary()).toBe(false);
  const reset = await resetPassword(boss, { userId });
  expect(isTemporary()).toBe(true);
  await change(reset.generatedPassword, "my other horse");
  // Somebody at the machine who sets one on purpose is not asked to change it.
  await setPassword(system, { username: "ada", newPassword: "set by a script" });
  expect(isTemporary()).toBe(false);
});

test("nobody resets their own password: that would need no current one", async () => {
  const { as, person } = openTestDb();
  const boss = await person("boss", "admin");
  await expect(resetPassword(as(boss), { userId: boss.userId })).rejects.toMatchObject({ code: "forbidden" });
});

test("guesses of one's own current password are counted as those at the login are", async () => {
  const { as, person } = openTestDb();
  const ctx = as({ ...(await person("ada")), address: "10.0.0.7" });
  const throttle = createLoginThrottle({ ...loginLimits, perNameAndAddress: 2 });
  const change = (currentPassword: string) =>
    changeOwnPassword(ctx, { currentPassword, newPassword: "another horse" }, throttle);
  for (let i = 0; i < 2; i++) await expect(change("guess")).rejects.toMatchObject({ code: "bad_credentials" });
  await expect(change(password)).rejects.toMatchObject({ code: "rate_limited" });
});

test("a renamed person is who they were, under a name that nobody has", async () => {
  const { as, person, db } = openTestDb();
  const boss = as(await person("boss", "admin"));
  const { userId } = await person("ada");
  await expect(renameUser(boss, { userId, newName: "BOSS" })).rejects.toMatchObject({ code: "conflict" });
  await renameUser(boss, { userId, newName: "Ada" });
  await renameUser(boss, { username: "ada", newName: "王小明" });
  expect(db.select().from(users).where(eq(users.id, userId)).get()?.username).toBe("王小明");
});

test.each([
  ["disabling", (ctx: RecordsContext, userId: number) => disableUser(ctx, { userId })],
  ["another role", (ctx: RecordsContext, userId: number) => changeRole(ctx, { userId, role: "qa" })],
])(
  "%s takes the right from all administrators but the last, at the same moment and from another process",
  async (_, act) => {
    const { as, person, db, dataDir } = openTestDb();
    const admins = [await person("ann", "admin"), await person("ben", "admin"), await person("cy", "admin")];
    await disableUser(as(admins[0] as UserActor), { username: "cy" });
    const other = openDatabase(join(dataDir, "app.db"));
    onTestFinished(() => void other.close());
    const [ann, ben] = admins.map((admin, index) => ({ ...as(admin), ...(index === 1 && { db: other.db }) }));
    other.lockWait.set(5_000);
    const [annId = 0, benId = 0] = admins.map(({ userId }) => userId);
    const outcomes = await Promise.allSettled([act(ann as RecordsContext, benId), act(ben as RecordsContext, annId)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
    const left = db
      .select()
      .from(users)
      .all()
      .filter(({ role, disabledAt }) => role === "admin" && disabledAt === null);
    expect(left).toHaveLength(1);
  },
);
