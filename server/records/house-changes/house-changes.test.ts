import { expect, test } from "vitest";
import { defaultReplyLimits } from "../../../lib/reply-limits";
import { choosePersona } from "../personas/persona-in-use";
import { retirePersona } from "../personas/retire-persona";
import { createPersona } from "../personas/save-persona";
import { decideForHouse } from "../settings/decide";
import { house } from "../settings/house";
import { openTestDb } from "../testing/test-db";
import { listHouseChanges, undoHouseChange } from "./house-changes";

async function fixture() {
  const { as, person, system, clock } = openTestDb();
  const boss = as(await person("boss", "admin"));
  const changes = (...keys: string[]) => listHouseChanges(boss, { keys });
  return { boss, system, clock, changes };
}

test("several decisions are taken at once, all or none", async () => {
  const { boss } = await fixture();
  const basedOn = { greetingEn: null, spokenReplyTokens: 240, typedReplyTokens: defaultReplyLimits.typedTokens };
  const both = { set: { greetingEn: "Hello", spokenReplyTokens: 100 }, unset: ["typedReplyTokens"], basedOn };
  await decideForHouse(boss, both);
  expect([await house.read(boss, "greetingEn"), await house.read(boss, "spokenReplyTokens")]).toEqual(["Hello", 100]);
  for (const set of [
    { greetingEn: "Hi", spokenReplyTokens: 1 },
    { greetingEn: "Hi", unknown: 1 },
  ])
    await expect(decideForHouse(boss, { set, basedOn: { ...set, greetingEn: "Hello" } })).rejects.toMatchObject({
      code: "invalid_input",
    });
  expect(await house.read(boss, "greetingEn")).toBe("Hello");
  for (const blind of [{ set: { greetingEn: "Hi" } }, { unset: ["greetingEn"] }])
    await expect(decideForHouse(boss, { ...blind, basedOn: {} })).rejects.toMatchObject({ code: "invalid_input" });
  expect(await house.read(boss, "greetingEn")).toBe("Hello");
});

test("of two people who decide at the same time, the later one is told, and nothing of theirs is kept", async () => {
  const { boss } = await fixture();
  await decideForHouse(boss, { set: { maxSessions: 3 }, basedOn: { maxSessions: null } });
  const refusal = { code: "conflict" };
  const late = {
    set: { spokenReplyTokens: 99, maxSessions: 7 },
    basedOn: { maxSessions: null, spokenReplyTokens: 240 },
  };
  await expect(decideForHouse(boss, late)).rejects.toMatchObject(refusal);
  const takenBack = { unset: ["maxSessions"], basedOn: { maxSessions: null } };
  await expect(decideForHouse(boss, takenBack)).rejects.toMatchObject(refusal);
  expect([await house.read(boss, "maxSessions"), await house.read(boss, "spokenReplyTokens")]).toEqual([3, 240]);
  await decideForHouse(boss, { unset: ["maxSessions"], basedOn: { maxSessions: 3 } });
  expect(await house.read(boss, "maxSessions")).toBe(null);
});

test("each change says who, when, before and after; the one that holds can be taken back", async () => {
  const { boss, system, clock, changes } = await fixture();
  await decideForHouse(boss, { set: { greetingEn: "Hello" }, basedOn: { greetingEn: null } });
  clock.nowS += 60;
  await house.save(system, { key: "greetingEn", value: "Welcome" });
  await house.save(system, { key: "spokenReplyTokens", value: 100 });
  const [second, first, ...others] = await changes("greetingEn", "greetingZh");
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    key: "greetingEn",
    by: "boss",
    before: null,
    after: { value: "Hello" },
    can_undo: false,
  });
  expect(second).toMatchObject({ by: null, at: clock.nowS, before: { value: "Hello" }, can_undo: true });
  await expect(undoHouseChange(boss, { changeId: first?.change_id ?? 0 })).rejects.toMatchObject({ code: "conflict" });
  await undoHouseChange(boss, { changeId: second?.change_id ?? 0 });
  expect(await house.read(boss, "greetingEn")).toBe("Hello");
  const now = await changes("greetingEn");
  expect(now.map(({ after, can_undo }) => [after?.value, can_undo])).toEqual([
    ["Hello", true],
    ["Welcome", false],
    // The same value holds again, but by the newest change: that one alone says what is taken back.
    ["Hello", false],
  ]);
  await expect(undoHouseChange(boss, { changeId: first?.change_id ?? 0 })).rejects.toMatchObject({ code: "conflict" });
  expect(await house.read(boss, "greetingEn")).toBe("Hello");
});

test("the first decision is taken back to where nobody had decided", async () => {
  const { boss, changes } = await fixture();
  await house.save(boss, { key: "greetingEn", value: "Hello" });
  const [first] = await changes("greetingEn");
  await undoHouseChange(boss, { changeId: first?.change_id ?? 0 });
  const after = await changes("greetingEn");
  expect(after.map(({ can_undo }) => can_undo)).toEqual([true, false]);
  expect((await house.list(boss)).find(({ key }) => key === "greetingEn")?.isDecided).toBe(false);
});

test("a persona that was retired since does not come back", async () => {
  const { boss, changes } = await fixture();
  const prompts = { "zh-TW": "請簡短。", en: "Be short." };
  const { personaId, versionId } = await createPersona(boss, { name: "Short", prompts });
  await choosePersona(boss, { versionId, basedOn: null });
  await choosePersona(boss, { versionId: null, basedOn: versionId });
  await retirePersona(boss, { personaId, isRetired: true });
  const [latest] = await changes("personaVersion");
  await expect(undoHouseChange(boss, { changeId: latest?.change_id ?? 0 })).rejects.toMatchObject({ code: "conflict" });
  await expect(undoHouseChange(boss, { changeId: 7_000 })).rejects.toMatchObject({ code: "not_found" });
});
