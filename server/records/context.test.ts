import { expect, test } from "vitest";
import { apiTokens, auditLog, users } from "../../drizzle/schema";
import { inOneTransaction } from "./context";
import { openTestDb } from "./testing/test-db";
import { createToken } from "./tokens/create-token";
import { disableUser } from "./users/disable-user";
import { listUsers } from "./users/list-users";
import { setPassword } from "./users/set-password";

async function dbWithAda() {
  const fixture = openTestDb();
  const boss = fixture.as(await fixture.person("boss", "admin"));
  await fixture.person("ada");
  /** What the two verbs of a test have written. */
  const kept = () => ({
    tokens: fixture.db.select().from(apiTokens).all().length,
    disabled: fixture.db
      .select()
      .from(users)
      .all()
      .filter(({ disabledAt }) => disabledAt !== null).length,
    audited: fixture.db
      .select()
      .from(auditLog)
      .all()
      .map(({ action }) => action),
  });
  return { ...fixture, boss, kept };
}

test("two verbs in one transaction are both kept", async () => {
  const { boss, kept } = await dbWithAda();
  const { token } = await inOneTransaction(boss, async (ctx) => {
    const created = await createToken(ctx, { username: "ada", name: "last one" });
    await disableUser(ctx, { username: "ada" });
    // A read sees the writes of the earlier verbs.
    expect((await listUsers(ctx)).find(({ username }) => username === "ada")?.disabled).toBe(true);
    return created;
  });
  expect(token).toBeTruthy();
  expect(kept()).toEqual({ tokens: 1, disabled: 1, audited: ["token.create", "user.disable"] });
});

test("when the second verb fails, the writes of the first one are rolled back, its audit row too", async () => {
  const { boss, kept } = await dbWithAda();
  const both = inOneTransaction(boss, async (ctx) => {
    await createToken(ctx, { username: "ada", name: "last one" });
    await disableUser(ctx, { username: "nobody" });
  });
  await expect(both).rejects.toMatchObject({ code: "not_found" });
  expect(kept()).toEqual({ tokens: 0, disabled: 0, audited: [] });
});

test("a slow verb cannot be part of a transaction", async () => {
  const { boss, kept } = await dbWithAda();
  const both = inOneTransaction(boss, async (ctx) => {
    await createToken(ctx, { username: "ada", name: "last one" });
    await setPassword(ctx, { username: "ada", newPassword: "another horse" });
  });
  await expect(both).rejects.toThrow("waited for something else");
  expect(kept()).toEqual({ tokens: 0, disabled: 0, audited: [] });
});
