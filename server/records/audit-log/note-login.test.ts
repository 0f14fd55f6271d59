import { expect, test } from "vitest";
import { auditLog } from "../../../drizzle/schema";
import { createLoginThrottle } from "../../access/login-throttle";
import { checkLogin, type LoginAct, logOut } from "../../access/logins";
import { silentLogger } from "../../platform/observability/logger";
import { openTestDb } from "../testing/test-db";
import { noteLogin } from "./note-login";

async function logins() {
  const fixture = openTestDb();
  const ada = await fixture.person("ada");
  const runtime = {
    contextFor: fixture.as,
    loginThrottle: createLoginThrottle(),
    noteLogin: (act: LoginAct) => noteLogin(fixture.system, act),
    logger: silentLogger,
  };
  const attempt = (password: string, username = "ada") =>
    checkLogin({ username, password, address: "10.0.0.7" }, runtime).catch(() => null);
  const rows = () => fixture.db.select().from(auditLog).orderBy(auditLog.id).all();
  return { ...fixture, ada, runtime, attempt, rows };
}

test("a login and its end are rows of the person", async () => {
  const { ada, runtime, attempt, rows } = await logins();
  await attempt("correct horse");
  await logOut({ loginId: "login", userId: ada.userId }, "10.0.0.7", runtime);
  const own = { actorUserId: ada.userId, subjectUserId: ada.userId, address: "10.0.0.7", systemJob: null };
  expect(rows()).toMatchObject([
    { ...own, action: "login.begin", outcome: "allowed" },
    { ...own, action: "login.end", outcome: "allowed" },
  ]);
});

test("refused logins are counted by address, and nothing that was typed is in them", async () => {
  const { clock, attempt, rows } = await logins();
  await attempt("wrong");
  clock.nowS += 1;
  await attempt("wrong", "my secret password");
  expect(rows()).toMatchObject([
    {
      ...{ action: "login.refuse", outcome: "refused", reason: "bad_credentials", times: 2 },
      ...{ actorUserId: null, systemJob: null, address: "10.0.0.7", subjectUserId: null },
    },
  ]);
  expect(JSON.stringify(rows())).not.toMatch(/ada|wrong|secret/);
});

test("thousands of addresses share a row, after the first 200", async () => {
  const { system, clock, rows } = await logins();
  const refuse = (address: string) => noteLogin(system, { kind: "refuse", reason: "bad_credentials", address });
  for (let each = 0; each < 250; each++) {
    await refuse(`10.0.1.${each}`);
    if (each % 20 === 0) clock.nowS += 1;
  }
  await refuse("10.0.1.3");
  expect(rows()).toHaveLength(201);
  expect(rows().at(-1)).toMatchObject({ address: null, entityId: "many" });
  expect(rows()[3]).toMatchObject({ address: "10.0.1.3", times: 2 });
});

test("a login works although its row can't be written", async () => {
  const { sqlite, attempt } = await logins();
  sqlite.exec("CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'disk'); END");
  expect(await attempt("correct horse")).toMatchObject({ username: "ada" });
});
