import { text } from "node:stream/consumers";
import { parse } from "csv-parse/sync";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { auditLog } from "../../../drizzle/schema";
import { choosePersona } from "../personas/persona-in-use";
import { changePersona, createPersona } from "../personas/save-persona";
import { addTag } from "../quality-tags/add-tag";
import { createSet } from "../replays/create-set";
import { house } from "../settings/house";
import { openTestDb } from "../testing/test-db";
import { createToken } from "../tokens/create-token";
import { createUser } from "../users/create-user";
import { disableUser } from "../users/disable-user";
import { exportActs } from "./export-acts";
import { listActs } from "./list-acts";
import { noteLogin } from "./note-login";
import { pruneActs } from "./prune-acts";

async function audited() {
  const fixture = openTestDb();
  const boss = { ...(await fixture.person("boss", "admin")), address: "10.0.0.9" };
  const admin = fixture.as(boss);
  const { userId } = await createUser(admin, { username: "ada", password: "correct horse", role: "staff" });
  fixture.clock.nowS += 100;
  await disableUser(admin, { username: "ada" });
  fixture.clock.nowS += 100;
  await noteLogin(fixture.system, { kind: "refuse", reason: "bad_credentials", address: "10.0.0.66" });
  fixture.clock.nowS += 100;
  await createToken(fixture.system, { username: "boss", name: "phone" });
  const ids = async (filter: Parameters<typeof listActs>[1]) =>
    (await listActs(admin, filter)).acts.map(({ action }) => action);
  return { ...fixture, boss, admin, adaId: userId, ids };
}

test("newest first, with the names of today", async () => {
  const { admin, boss, adaId } = await audited();
  const { acts, next_cursor } = await listActs(admin);
  expect(next_cursor).toBeNull();
  expect(acts).toMatchObject([
    {
      action: "token.create",
      actor: null,
      system_job: "command_line",
      entity_name: "phone",
      subject: { name: "boss" },
    },
    { action: "login.refuse", actor: null, system_job: null, address: "10.0.0.66", outcome: "refused" },
    { action: "user.disable", actor: { id: boss.userId, name: "boss" }, address: "10.0.0.9", entity_name: "ada" },
    { action: "user.create", subject: { id: adaId, name: "ada" }, before: null, after: { role: "staff" } },
  ]);
});

test("a persona and the versions that a setting names go by their names", async () => {
  const { admin } = await audited();
  const prompts = { "zh-TW": "請簡短回答。", en: "Be short." };
  const { personaId, versionId } = await createPersona(admin, { name: "Short", prompts });
  await choosePersona(admin, { versionId, basedOn: null });
  await changePersona(admin, { personaId, basedOn: 1, name: "Shorter", prompts });
  const { acts } = await listActs(admin, { group: "settings" });
  expect(acts.map(({ action, entity_name, persona_versions }) => [action, entity_name, persona_versions])).toEqual([
    ["persona.change", "Shorter", undefined],
    ["house_setting.save", null, [{ id: versionId, name: "Short", version: 1 }]],
    ["persona.create", "Shorter", undefined],
  ]);
});

test("people and things that values name go by their names, those that are gone by nothing", async () => {
  const { admin, db, adaId, clock } = await audited();
  const { setId } = await createSet(admin, { name: "Greetings" });
  const { tagId } = await addTag(admin, { nameZh: "繞口", nameEn: "tangled" });
  const row = { at: clock.nowS, entityId: "t1" };
  db.insert(auditLog)
    .values([
      { ...row, action: "turn.tag", entity: "turn", after: { tagId, isSet: true } },
      { ...row, action: "replay_run.start", entity: "replay_run", after: { setId, setVersion: 1 } },
      { ...row, action: "history.list", entity: "conversation", after: { filteredBy: ["person"], personId: adaId } },
      { ...row, action: "history.list", entity: "conversation", after: { filteredBy: ["person"], personId: 999 } },
    ])
    .run();
  const { acts } = await listActs(admin, { limit: 4 });
  expect(acts.map(({ value_names }) => value_names)).toEqual([
    undefined,
    [{ kind: "person", id: adaId, name: "ada" }],
    [{ kind: "replaySet", id: setId, name: "Greetings" }],
    [{ kind: "tag", id: tagId, name: "繞口 · tangled" }],
  ]);
});

test("each filter, and several of them", async () => {
  const { ids, adaId, boss, clock } = await audited();
  expect(await ids({ person: adaId })).toEqual(["user.disable", "user.create"]);
  expect(await ids({ person: boss.userId })).toEqual(["token.create", "user.disable", "user.create"]);
  expect(await ids({ person: "system" })).toEqual(["token.create"]);
  expect(await ids({ group: "logins" })).toEqual(["login.refuse"]);
  expect(await ids({ entity: "user" })).toEqual(["user.disable", "user.create"]);
  expect(await ids({ entity: "user", id: String(boss.userId) })).toEqual([]);
  expect(await ids({ outcome: "refused" })).toEqual(["login.refuse"]);
  expect(await ids({ from: clock.nowS - 200, to: clock.nowS })).toEqual(["login.refuse", "user.disable"]);
  expect(await ids({ group: "people", from: clock.nowS })).toEqual(["token.create"]);
});

test("pages neither repeat nor skip while new rows arrive, and a cursor belongs to its list", async () => {
  const { admin, system } = await audited();
  const first = await listActs(admin, { limit: 3 });
  await noteLogin(system, { kind: "refuse", reason: "bad_credentials", address: "10.0.0.67" });
  const second = await listActs(admin, { limit: 3, cursor: String(first.next_cursor) });
  expect(second.acts.map(({ action }) => action)).toEqual(["user.create"]);
  expect(second.next_cursor).toBeNull();
  const other = listActs(admin, { limit: 3, group: "people", cursor: String(first.next_cursor) });
  await expect(other).rejects.toMatchObject({ code: "invalid_input" });
});

test("the exports have what is filtered, safe for spreadsheets, and are acts themselves", async () => {
  const { admin, db, clock } = await audited();
  const formula = { action: "house_setting.save", entity: "house_setting", entityId: "=1+1", address: "+1" } as const;
  db.insert(auditLog)
    .values({ ...formula, at: clock.nowS, after: { prompt: '=cmd|"x"!A0' } })
    .run();
  const csv = await text(await exportActs(admin, { filter: {}, format: "csv" }));
  const rows = parse(csv, { bom: true, columns: true }) as Record<string, string>[];
  expect(rows.map(({ action }) => action)).toEqual([
    ...["audit.export", "house_setting.save", "token.create", "login.refuse", "user.disable", "user.create"],
  ]);
  expect(rows[1]).toMatchObject({ entity_id: "'=1+1", address: "'+1", after: '{"prompt":"=cmd|\\"x\\"!A0"}' });
  for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  const json = JSON.parse(await text(await exportActs(admin, { filter: { outcome: "refused" }, format: "json" })));
  expect(json).toMatchObject([{ action: "login.refuse", at: expect.stringMatching(/Z$/), actor_user_id: null }]);
  const [latest] = (await listActs(admin, { group: "looks" })).acts;
  expect(latest?.after).toEqual({ format: "json", filteredBy: ["outcome"] });
  const none = await text(await exportActs(admin, { filter: { id: "none" }, format: "json" }));
  expect(JSON.parse(none)).toEqual([]);
});

test("exports hold ids, no names", async () => {
  const { admin } = await audited();
  for (const format of ["csv", "json"] as const) {
    expect(await text(await exportActs(admin, { filter: {}, format }))).not.toMatch(/ada|boss|phone/);
  }
});

test("more rows than one read are exported, each once", async () => {
  const { admin, db } = await audited();
  const row = { at: 1, action: "lexicon.change", entity: "lexicon", entityId: "1" };
  for (let each = 0; each < 12; each++)
    db.insert(auditLog)
      .values(Array.from({ length: 100 }, () => row))
      .run();
  const json = JSON.parse(await text(await exportActs(admin, { filter: { entity: "lexicon" }, format: "json" })));
  expect(new Set(json.map(({ id }: { id: number }) => id)).size).toBe(1_200);
});

test("rows go when the house has kept them for long enough; ends of voices stay, their files may be found later", async () => {
  const { admin, as, db, clock } = await audited();
  // The database's own guard goes by the real clock.
  clock.nowS = Math.floor(Date.now() / 1_000);
  await house.save(admin, { key: "auditKeepDays", value: 90 });
  const old = { at: clock.nowS - 91 * 86_400, entity: "voice", entityId: "1" };
  db.insert(auditLog)
    .values([
      { ...old, action: "voice.change" },
      { ...old, action: "voice.delete" },
      { ...old, action: "voice.change", at: clock.nowS - 89 * 86_400 },
    ])
    .run();
  const system = as({ kind: "system", job: "jobs" });
  expect(await pruneActs(system)).toBe(1);
  const left = db.select().from(auditLog).where(eq(auditLog.entity, "voice")).all();
  expect(left.map(({ action }) => action)).toEqual(["voice.delete", "voice.change"]);
});
