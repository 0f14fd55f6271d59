import { expect, test } from "vitest";
import { auditLog } from "../../../drizzle/schema";
import { builtinPersona } from "../../../lib/personas/persona";
import { readConversation } from "../sessions/conversations";
import { startSession } from "../sessions/start-session";
import { house } from "../settings/house";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { findPersona, listPersonas, readPersonaVersion } from "./list-personas";
import { choosePersona, readPersonaInUse } from "./persona-in-use";
import { retirePersona } from "./retire-persona";
import { changePersona, createPersona } from "./save-persona";

const short = { "zh-TW": "請簡短。", en: "Be short." };
const kind = { "zh-TW": "請親切。", en: "Be kind." };

async function fixture() {
  const { as, person, db } = openTestDb();
  const [boss, staff] = [as(await person("boss", "admin")), as(await person("ann"))];
  const acts = () =>
    db
      .select()
      .from(auditLog)
      .all()
      .map(({ action, entityId, before, after }) => [action, entityId, before, after]);
  return { boss, staff, acts };
}

test("the persona that comes with AVATAR answers until a version of another one is chosen, and again after that", async () => {
  const { boss, staff } = await fixture();
  expect(await readPersonaInUse(staff)).toBe(builtinPersona);
  const { versionId } = await createPersona(boss, { name: "Short", prompts: short });
  expect(await readPersonaInUse(staff)).toBe(builtinPersona);
  await choosePersona(boss, { versionId, basedOn: null });
  const inUse = await readPersonaInUse(staff);
  expect(inUse).toEqual({ versionId, prompts: short });
  expect(await readPersonaInUse(staff, inUse)).toBe(inUse);
  await choosePersona(boss, { versionId: null, basedOn: versionId });
  expect(await readPersonaInUse(staff, inUse)).toBe(builtinPersona);
});

test("a change makes a version and answers nobody before it is chosen; an earlier one is taken up as a new one", async () => {
  const { boss, staff } = await fixture();
  const { personaId, versionId } = await createPersona(boss, { name: " Short ", prompts: short });
  await choosePersona(boss, { versionId, basedOn: null });
  const changed = await changePersona(boss, { personaId, basedOn: 1, name: "Kind", prompts: kind });
  expect((await readPersonaInUse(staff)).prompts).toEqual(short);
  // The same again makes no version.
  expect(await changePersona(boss, { personaId, basedOn: 2, name: "Kind", prompts: kind })).toEqual(changed);
  const { name, prompts } = await readPersonaVersion(boss, { versionId });
  await changePersona(boss, { personaId, basedOn: 2, name, prompts, restores: 1 });
  const { versions, ...newest } = await findPersona(boss, { personaId });
  expect(newest).toMatchObject({ persona_id: personaId, is_retired: false, prompts: short });
  expect(versions.map(({ version, name: named, restores, by }) => [version, named, restores, by])).toEqual([
    [3, "Short", 1, "boss"],
    [2, "Kind", null, "boss"],
    [1, "Short", null, "boss"],
  ]);
  expect(await listPersonas(boss)).toEqual([{ persona_id: personaId, is_retired: false, newest: versions[0] }]);
});

test("whoever saves over a version that they have not seen is refused, as is a name that another persona has", async () => {
  const { boss } = await fixture();
  const { personaId } = await createPersona(boss, { name: "Short", prompts: short });
  await changePersona(boss, { personaId, basedOn: 1, name: "Short", prompts: kind });
  const late = changePersona(boss, { personaId, basedOn: 1, name: "Short", prompts: short });
  await expect(late).rejects.toMatchObject({ code: "conflict" });
  await expect(createPersona(boss, { name: "SHORT", prompts: kind })).rejects.toMatchObject({ code: "conflict" });
});

test("of two people who choose at the same time, the later one is told, unless both mean the same", async () => {
  const { boss, staff } = await fixture();
  const { versionId: first } = await createPersona(boss, { name: "Short", prompts: short });
  const { versionId: second } = await createPersona(boss, { name: "Kind", prompts: kind });
  await choosePersona(boss, { versionId: first, basedOn: null });
  const late = [
    { versionId: second, basedOn: null },
    { versionId: null, basedOn: second },
  ];
  for (const choice of late) await expect(choosePersona(boss, choice)).rejects.toMatchObject({ code: "conflict" });
  await choosePersona(boss, { versionId: first, basedOn: null });
  expect((await readPersonaInUse(staff)).versionId).toBe(first);
});

test("one that is retired can't be chosen; the one that answers can't be retired", async () => {
  const { boss, staff } = await fixture();
  const { personaId, versionId } = await createPersona(boss, { name: "Short", prompts: short });
  await choosePersona(boss, { versionId, basedOn: null });
  const retired = retirePersona(boss, { personaId, isRetired: true });
  await expect(retired).rejects.toMatchObject({ code: "conflict" });
  await choosePersona(boss, { versionId: null, basedOn: versionId });
  await retirePersona(boss, { personaId, isRetired: true });
  await expect(choosePersona(boss, { versionId, basedOn: null })).rejects.toMatchObject({ code: "not_found" });
  // Decided by other means, it answers nobody.
  await house.save(boss, { key: "personaVersion", value: versionId });
  expect(await readPersonaInUse(staff)).toBe(builtinPersona);
  await retirePersona(boss, { personaId, isRetired: false });
  expect((await readPersonaInUse(staff)).versionId).toBe(versionId);
});

test("the audit says which persona and version, and nothing of what it says", async () => {
  const { boss, acts } = await fixture();
  const { personaId, versionId } = await createPersona(boss, { name: "Short", prompts: short });
  await changePersona(boss, { personaId, basedOn: 1, name: "Kind", prompts: kind });
  await choosePersona(boss, { versionId, basedOn: null });
  expect(acts()).toEqual([
    ["persona.create", String(personaId), null, { version: 1 }],
    ["persona.change", String(personaId), { version: 1 }, { version: 2 }],
    ["house_setting.save", "personaVersion", null, { personaVersion: versionId }],
  ]);
});

test.each([
  { name: " ", prompts: short },
  { name: "x".repeat(61), prompts: short },
  { name: "Short", prompts: { en: "Be short." } },
  { name: "Short", prompts: { ...short, en: " " } },
  { name: "Short", prompts: { ...short, en: "x".repeat(8_001) } },
])("%# what can't be kept is refused", async (input) => {
  const { boss } = await fixture();
  await expect(createPersona(boss, input as never)).rejects.toMatchObject({ code: "invalid_input" });
  expect(await listPersonas(boss)).toEqual([]);
});

test("a turn names the version that answered it, whatever the persona is called later", async () => {
  const { boss } = await fixture();
  const { personaId, versionId } = await createPersona(boss, { name: "Short", prompts: short });
  await changePersona(boss, { personaId, basedOn: 1, name: "Kind", prompts: kind });
  const { sessionId } = await startSession(boss, sessionOptions);
  const wordsOnly = { userAudio: null, replyAudio: null };
  await recordTurn(boss, turnInput(sessionId, 1, wordsOnly));
  await recordTurn(boss, turnInput(sessionId, 2, { ...wordsOnly, prompt: "Be short.", personaVersionId: versionId }));
  const { turns } = await readConversation(boss, { sessionId });
  expect(turns.map(({ persona }) => persona)).toEqual([null, { name: "Short", version: 1 }]);
});
