import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq, inArray } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  auditLog,
  conversations,
  jobs,
  voiceConsents,
  voiceProfileDetails,
  voiceProfiles,
} from "../../../drizzle/schema";
import { attachConsent } from "../consents/attach-consent";
import { storeTake } from "../consents/ceremony";
import { findCertificate, listCertificates, namesOfConsentedVoices } from "../consents/certificates";
import { decideConsent } from "../consents/decide-consent";
import { settleConsent } from "../consents/settle-consent";
import { settleTakes } from "../consents/settle-take";
import { releaseStuckChecks } from "../consents/stuck-checks";
import { findJob } from "../jobs/find-job";
import { deleteConversation } from "../sessions/delete-conversation";
import { startSession } from "../sessions/start-session";
import { house } from "../settings/house";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import {
  consentScores,
  goodMeasures,
  prepareDraft,
  preparedDraft,
  readyVoice,
  spokenConsent,
  uploadedFile,
} from "../testing/voice-input";
import { recordTurn } from "../turns/record-turn";
import { beginDraft } from "./begin-draft";
import { changeDraft } from "./change-draft";
import { changeVisibility } from "./change-visibility";
import { deleteReplies } from "./delete-replies";
import { discardDraft, sweepDrafts } from "./discard-draft";
import { endProfile } from "./end-profile";
import { findDraft } from "./find-draft";
import { findProfile } from "./find-profile";
import { chooseHouseVoice, readHouseVoice } from "./house-voice";
import { listDrafts } from "./list-drafts";
import { listProfiles } from "./list-profiles";
import { sweepRecordings } from "./prepare-reference";
import { profileAudioPath } from "./profile-audio";
import { reconcileProfileFolders } from "./reconcile-folders";
import { resolveVoiceProfile } from "./resolve";
import { saveProfile } from "./save-profile";

async function fixture() {
  const opened = openTestDb();
  const ada = opened.as(await opened.person("ada"));
  const eve = opened.as(await opened.person("eve"));
  const boss = opened.as(await opened.person("boss", "admin"));
  const system = opened.as({ kind: "system", job: "jobs" });
  const filesOf = (profileId: number) => {
    const folder = join(opened.dataDir, "audio/profiles", String(profileId));
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  };
  const draft = () => preparedDraft(ada, system, opened.dataDir);
  const ready = (name = "Ada") => readyVoice(ada, system, opened.dataDir, name);
  return { ...opened, ada, eve, boss, system, filesOf, draft, ready };
}

test("an upload becomes a draft, a saved profile, a voice to speak with", async () => {
  const { ada, system, db, dataDir, filesOf } = await fixture();
  const { profileId, jobId } = await beginDraft(ada, { language: "en", uploadPath: uploadedFile(dataDir, "RIFF") });
  expect(filesOf(profileId)).toEqual(["upload"]);
  expect(readdirSync(join(dataDir, "audio/incoming"))).toEqual([]);
  expect(await findDraft(ada, { profileId })).toMatchObject({ job: { id: jobId, state: "waiting" }, prepared: null });

  await prepareDraft(system);
  expect(filesOf(profileId)).toEqual(["decoded.wav", "reference.wav"]);
  expect(await findDraft(ada, { profileId })).toMatchObject({
    ...{ text: "What is said in it.", text_is_edited: false, heard_text: "What is said in it." },
    prepared: { measures: { textCer: 0 } },
  });
  await changeDraft(ada, { profileId, name: "Ada’s voice", speakerName: "Ada L." });
  const consentId = await spokenConsent(ada, system, { profileId, voiceName: "Ada’s voice" });
  await saveProfile(ada, { profileId, name: "Ada’s voice" });

  expect(filesOf(profileId)).toEqual(["consent.wav", "reference.txt", "reference.wav"]);
  expect(readFileSync(join(dataDir, `audio/profiles/${profileId}/reference.txt`), "utf8")).toBe(
    "What is said in it.\n",
  );
  const [row] = db.select().from(voiceProfiles).all();
  expect(row).toMatchObject({
    id: profileId,
    name: "Ada’s voice",
    audioPath: `audio/profiles/${profileId}/reference.wav`,
  });
  const embedding = row?.embedding as Buffer;
  expect(Array.from({ length: 256 }, (_, index) => embedding.readFloatLE(index * 4))).toEqual(Array(256).fill(1 / 16));
  expect(await listProfiles(ada)).toMatchObject([
    {
      id: profileId,
      state: "ready",
      is_own: true,
      consent: { id: consentId, method: "spoken", speaker_name: "Ada L." },
    },
  ]);
  expect(await resolveVoiceProfile(ada, { profileId })).toMatchObject({
    profileId,
    referenceText: "What is said in it.",
    referenceAudioPath: join(dataDir, `audio/profiles/${profileId}/reference.wav`),
  });
  expect(
    db
      .select()
      .from(auditLog)
      .all()
      .map(({ action }) => action),
  ).toEqual(["consent.take", "consent.settle", "voice.create"]);
});

test("words that a person wrote stay when another part of the recording is kept", async () => {
  const { ada, system, draft } = await fixture();
  const profileId = await draft();
  await changeDraft(ada, { profileId, text: "What is really said." });
  await changeDraft(ada, { profileId, keep: { startS: 2, endS: 10 } });
  await expect(saveProfile(ada, { profileId, name: "A", waitsForConsent: true })).rejects.toMatchObject({
    code: "conflict",
  });
  await prepareDraft(system, { heardText: "What is rarely said." });
  expect(await findDraft(ada, { profileId })).toMatchObject({
    ...{ text: "What is really said.", text_is_edited: true, heard_text: "What is rarely said." },
    prepared: { isChosen: true, startS: 2, endS: 10, measures: { textCer: 3 / 16 } },
  });
  // Writing what was heard takes the mark away.
  await changeDraft(ada, { profileId, text: "What is rarely said." });
  expect(await findDraft(ada, { profileId })).toMatchObject({ text_is_edited: false });
});

test("what an earlier job of a draft still brings is dropped", async () => {
  const { ada, system, draft, db } = await fixture();
  const profileId = await draft();
  await changeDraft(ada, { profileId, keep: { startS: 2, endS: 9 } });
  await changeDraft(ada, { profileId, keep: { startS: 3, endS: 9 } });
  expect(
    db
      .select()
      .from(jobs)
      .all()
      .map(({ state }) => state),
  ).toEqual(["completed", "cancelled", "waiting"]);
  await prepareDraft(system);
  expect((await findDraft(ada, { profileId })).prepared).toMatchObject({ startS: 3 });
});

test("a consent is bound to the reference and to the name that was spoken", async () => {
  const { ada, system, draft, db } = await fixture();
  const profileId = await draft();
  await expect(spokenConsent(ada, system, { profileId, voiceName: "" })).rejects.toMatchObject({
    code: "profile_not_ready",
  });
  await changeDraft(ada, { profileId, name: "Ada" });
  await spokenConsent(ada, system, { profileId, voiceName: "Ada" });
  await expect(saveProfile(ada, { profileId, name: "Eva" })).rejects.toMatchObject({ code: "consent_missing" });
  await changeDraft(ada, { profileId, keep: { startS: 2, endS: 9 } });
  await prepareDraft(system, { wav: Uint8Array.from([82, 73, 70, 70]) });
  expect(db.select().from(voiceConsents).all()).toMatchObject([{ status: "ended", endReason: "replaced" }]);
  await expect(saveProfile(ada, { profileId, name: "Ada" })).rejects.toMatchObject({ code: "consent_missing" });
  await saveProfile(ada, { profileId, name: "Ada", waitsForConsent: true });
  expect(await listProfiles(ada)).toMatchObject([{ state: "waiting", consent: null }]);
  await expect(resolveVoiceProfile(ada, { profileId })).rejects.toMatchObject({ code: "profile_not_ready" });
});

test("an unsure consent waits for an administrator, whose reason is kept; a refused one can be tried again", async () => {
  const { ada, boss, system, draft, filesOf } = await fixture();
  const profileId = await draft();
  await changeDraft(ada, { profileId, name: "Ada" });
  const first = await spokenConsent(ada, system, { profileId, voiceName: "Ada", outcome: "no_match" });
  expect(filesOf(profileId)).not.toContain("consent.wav");
  await expect(saveProfile(ada, { profileId, name: "Ada" })).rejects.toMatchObject({ code: "consent_missing" });
  const second = await spokenConsent(ada, system, { profileId, voiceName: "Ada", outcome: "unsure" });
  await saveProfile(ada, { profileId, name: "Ada" });
  expect(await listProfiles(ada)).toMatchObject([{ state: "review" }]);
  await expect(resolveVoiceProfile(ada, { profileId })).rejects.toMatchObject({ code: "profile_not_ready" });
  await expect(decideConsent(ada, { consentId: second, isAccepted: true, reason: "me" })).rejects.toMatchObject({
    code: "forbidden",
  });
  await decideConsent(boss, { consentId: second, isAccepted: true, reason: "I know her." });
  await expect(decideConsent(boss, { consentId: second, isAccepted: false, reason: "no" })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(await listProfiles(ada)).toMatchObject([{ state: "ready" }]);
  expect(await findCertificate(ada, { consentId: second })).toMatchObject({
    ...{ status: "accepted", decision: { by: "boss", reason: "I know her." }, sentence: expect.any(String) },
    ...{ scores: { speakerScore: 0.9 }, model: { name: "F5-TTS", licence: null } },
  });
  expect((await listCertificates(ada, { profileId })).map(({ id }) => id).sort()).toEqual([first, second].sort());
});

test("an administrator attaches a written consent, which outlives the voice", async () => {
  const { ada, boss, eve, dataDir, draft } = await fixture();
  const profileId = await draft();
  await saveProfile(ada, { profileId, name: "Grace", waitsForConsent: true });
  const attach = (ctx: typeof ada) =>
    attachConsent(ctx, {
      ...{ profileId, purpose: "assistant", speakerName: "Grace H.", documentName: "同意書.pdf", model: null },
      uploadPath: uploadedFile(dataDir, "%PDF-"),
    });
  await expect(attach(ada)).rejects.toMatchObject({ code: "forbidden" });
  const { consentId } = await attach(boss);
  expect(await listProfiles(ada)).toMatchObject([{ state: "ready", consent: { method: "written", by: "boss" } }]);
  await expect(attach(boss)).rejects.toMatchObject({ code: "conflict" });
  expect(readdirSync(join(dataDir, "audio/consents"))).toEqual([consentId]);
  await endProfile(ada, { profileId, reason: "withdrawn" });
  expect(readFileSync(join(dataDir, "audio/consents", consentId), "utf8")).toBe("%PDF-");
  expect(await findCertificate(ada, { consentId })).toMatchObject({
    ...{ status: "ended", ended: { by: "ada", reason: "withdrawn" }, profile_name: "Grace" },
  });
  await expect(findCertificate(eve, { consentId })).rejects.toMatchObject({ code: "not_found" });
});

test("who may see, hear and use a voice", async () => {
  const { ada, eve, boss, ready } = await fixture();
  const profileId = await ready();
  const seen = async (ctx: typeof ada) => (await listProfiles(ctx)).map(({ id }) => id);
  const mayUse = (ctx: typeof ada) => resolveVoiceProfile(ctx, { profileId }).then(Boolean, () => false);
  const mayHear = (ctx: typeof ada, which: string) =>
    profileAudioPath(ctx, { profileId, which }).then(Boolean, () => false);
  expect([await seen(ada), await seen(eve), await seen(boss)]).toEqual([[profileId], [], [profileId]]);
  // An administrator manages private voices, and speaks with none of them.
  expect([await mayUse(ada), await mayUse(eve), await mayUse(boss)]).toEqual([true, false, false]);
  await expect(changeVisibility(eve, { profileId, visibility: "house" })).rejects.toMatchObject({ code: "not_found" });
  await changeVisibility(ada, { profileId, visibility: "house" });
  expect([await seen(eve), await mayUse(eve), await mayUse(boss)]).toEqual([[profileId], true, true]);
  expect([await mayHear(eve, "reference"), await mayHear(eve, "consent"), await mayHear(ada, "consent")]).toEqual([
    ...[true, false, true],
  ]);
  expect(await findProfile(eve, { profileId })).toMatchObject({ text: null, may_manage: false, is_own: false });
  await expect(endProfile(eve, { profileId, reason: "deleted" })).rejects.toMatchObject({ code: "not_found" });
});

test("reading what others said in a voice, with it, or to consent to it is a look at each of them", async () => {
  const { ada, eve, boss, db, ready } = await fixture();
  const looks = () =>
    db
      .select()
      .from(auditLog)
      .where(inArray(auditLog.action, ["voice.read", "consent.read", "history.list"]))
      .orderBy(auditLog.id)
      .all()
      .map(({ action, entityId, actorUserId, subjectUserId }) => [action, entityId, actorUserId, subjectUserId]);
  const [adaId, bossId] = [ada, boss].map(({ actor }) => (actor.kind === "user" ? actor.userId : 0));
  const profileId = await ready();
  const consentId = String((await listProfiles(ada))[0]?.consent?.id);
  const everything = async (ctx: typeof ada) => {
    await findProfile(ctx, { profileId });
    await findCertificate(ctx, { consentId });
    await listCertificates(ctx);
  };
  await everything(ada);
  await namesOfConsentedVoices(boss);
  expect(looks()).toEqual([]);
  await everything(boss);
  const ofAda = [
    ["voice.read", String(profileId), bossId, adaId],
    ["consent.read", consentId, bossId, adaId],
    ["consent.read", "list", bossId, adaId],
  ];
  expect(looks()).toEqual(ofAda);
  // What everybody may use is nobody's secret; how a conversation with it began is.
  await changeVisibility(ada, { profileId, visibility: "house" });
  const { sessionId } = await startSession(eve, sessionOptions);
  await recordTurn(eve, turnInput(sessionId, 1, { voice: { kind: "profile", profileId } }));
  await everything(ada);
  await everything(eve);
  expect(looks()).toEqual(ofAda);
  await everything(boss);
  expect(looks()).toEqual([...ofAda, ["history.list", "list", bossId, null]]);
  await deleteConversation(eve, { sessionId });
  expect(await findProfile(boss, { profileId })).toMatchObject({ used: { turns: 0, conversations: [] } });
});

test("a draft is its owner's alone", async () => {
  const { ada, eve, boss, draft } = await fixture();
  const profileId = await draft();
  for (const other of [eve, boss]) {
    for (const tried of [
      findDraft(other, { profileId }),
      changeDraft(other, { profileId, text: "mine" }),
      saveProfile(other, { profileId, name: "mine", waitsForConsent: true }),
      discardDraft(other, { profileId }),
      profileAudioPath(other, { profileId, which: "recording" }),
      endProfile(other, { profileId, reason: "deleted" }),
      findProfile(other, { profileId }),
    ]) {
      await expect(tried).rejects.toMatchObject({ code: "not_found" });
    }
  }
  expect(await findDraft(ada, { profileId })).toMatchObject({ id: profileId });
});

test("an ended voice leaves its certificate, a job that removes its files, and replies to delete", async () => {
  const { ada, eve, boss, db, dataDir, ready, system } = await fixture();
  const profileId = await ready();
  await changeVisibility(ada, { profileId, visibility: "house" });
  const { sessionId } = await startSession(eve, sessionOptions);
  const voiceReferenceSha256 = "ab".repeat(32);
  await recordTurn(eve, turnInput(sessionId, 1, { voice: { kind: "profile", profileId }, voiceReferenceSha256 }));
  await recordTurn(eve, turnInput(sessionId, 2, { voice: { kind: "builtin", name: "x" } }));
  // The voice was chosen, and another one spoke all of the reply in its place.
  await recordTurn(eve, turnInput(sessionId, 3, { voice: { kind: "profile", profileId } }));
  expect(await findProfile(ada, { profileId })).toMatchObject({ used: { turns: 0 } });
  expect(await findProfile(eve, { profileId })).toMatchObject({
    used: { turns: 2, conversations: [{ id: sessionId }] },
  });

  await expect(deleteReplies(ada, { profileId })).rejects.toMatchObject({ code: "not_found" });
  const { removalJobId, replies } = await endProfile(ada, { profileId, reason: "withdrawn" });
  expect(replies).toBe(1);
  expect(await findJob(ada, { jobId: removalJobId })).toMatchObject({ kind: "voice_removal", state: "waiting" });
  expect(db.select().from(voiceProfiles).all()).toEqual([]);
  expect(db.select().from(voiceProfileDetails).all()).toEqual([]);
  await expect(resolveVoiceProfile(ada, { profileId })).rejects.toMatchObject({ code: "profile_not_ready" });
  await expect(endProfile(ada, { profileId, reason: "deleted" })).rejects.toMatchObject({ code: "not_found" });

  await expect(deleteReplies(eve, { profileId })).rejects.toMatchObject({ code: "not_found" });
  expect(await deleteReplies(boss, { profileId })).toEqual({ deleted: 1 });
  const turns = db.select().from(conversations).all();
  expect(turns.map(({ aiAudioPath, aiText }) => [aiAudioPath === null, aiText !== ""])).toEqual([
    [true, true],
    [false, true],
    [false, true],
  ]);
  expect(readdirSync(join(dataDir, "audio/tts"))).toHaveLength(2);
  // An id is never given again: what names it in old rows means the voice that has gone.
  expect(await preparedDraft(ada, system, dataDir)).toBeGreaterThan(profileId);
});

test("a name that is taken, in any case or width, is refused before anything is written", async () => {
  const { ada, draft, ready, filesOf } = await fixture();
  await ready("Ada Ｌ");
  const profileId = await draft();
  for (const name of ["Ada Ｌ", "ada l", " ADA  L "]) {
    await expect(saveProfile(ada, { profileId, name, waitsForConsent: true })).rejects.toMatchObject({
      code: "name_taken",
    });
  }
  expect(filesOf(profileId)).toEqual(["decoded.wav", "reference.wav"]);
});

test("of two who save one name at once, one is told", async () => {
  const { ada, eve, system, dataDir, db } = await fixture();
  const [one, two] = [await preparedDraft(ada, system, dataDir), await preparedDraft(eve, system, dataDir)];
  const saved = await Promise.allSettled([
    saveProfile(ada, { profileId: one, name: "Same", waitsForConsent: true }),
    saveProfile(eve, { profileId: two, name: "same", waitsForConsent: true }),
  ]);
  expect(saved.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(saved.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "name_taken" } });
  expect(db.select().from(voiceProfiles).all()).toHaveLength(1);
});

test.each([
  ["", "invalid_input"],
  ["   ", "invalid_input"],
  ["…!?", "invalid_input"],
  ["two\nlines", "invalid_input"],
  ["nul\0", "invalid_input"],
  ["right\u202Eleft", "invalid_input"],
  ["half \uD800", "invalid_input"],
  ["x".repeat(81), "invalid_input"],
  ["x".repeat(300), "invalid_input"],
  ["../../etc/passwd", null],
  ["<b>Ada</b> & \"friends\" '1'", null],
  ["小美 👩‍⚕️", null],
])("the name %j: %s", async (name, code) => {
  const { ada, draft, db, dataDir } = await fixture();
  const profileId = await draft();
  const saved = saveProfile(ada, { profileId, name, waitsForConsent: true });
  if (code) await expect(saved).rejects.toMatchObject({ code });
  else await saved;
  expect(
    db
      .select()
      .from(voiceProfiles)
      .all()
      .map((row) => row.name),
  ).toEqual(code ? [] : [name]);
  expect(readdirSync(join(dataDir, "audio/profiles"))).toEqual([String(profileId)]);
});

test("a red light and a missing text block saving", async () => {
  const { ada, system, dataDir } = await fixture();
  await beginDraft(ada, { language: "en", uploadPath: uploadedFile(dataDir) });
  const profileId = await prepareDraft(system, { measures: { ...goodMeasures, speechS: 0.5 }, heardText: "" });
  const save = () => saveProfile(ada, { profileId, name: "A", waitsForConsent: true });
  await expect(save()).rejects.toMatchObject({ code: "quality_too_low" });
  await changeDraft(ada, { profileId, keep: { startS: 0, endS: 9 } });
  await prepareDraft(system, { heardText: "" });
  await expect(save()).rejects.toMatchObject({ code: "text_missing" });
  await changeDraft(ada, { profileId, text: "What I said." });
  await save();
});

test("a reference that is no longer what was judged is not saved", async () => {
  const { ada, draft, dataDir } = await fixture();
  const profileId = await draft();
  writeFileSync(join(dataDir, `audio/profiles/${profileId}/reference.wav`), "another sound");
  await expect(saveProfile(ada, { profileId, name: "A", waitsForConsent: true })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("a recording whose work a crash ended, and one of a saved voice, go at the next start; others stay", async () => {
  const { ada, system, dataDir, db, draft, filesOf } = await fixture();
  const begin = async () => (await beginDraft(ada, { language: "en", uploadPath: uploadedFile(dataDir) })).profileId;
  const [prepared, saved] = [await draft(), await draft()];
  await saveProfile(ada, { profileId: saved, name: "Ada", waitsForConsent: true });
  const [lost, waiting] = [await begin(), await begin()];
  const ofLost = eq(jobs.profileId, lost);
  db.update(jobs).set({ state: "failed" }).where(ofLost).run();
  for (const id of [lost, saved]) writeFileSync(join(dataDir, `audio/profiles/${id}/decoded.wav`), "sound");
  await sweepRecordings(system);
  expect([filesOf(lost), filesOf(waiting)]).toEqual([[], ["upload"]]);
  expect(filesOf(saved)).toEqual(["reference.txt", "reference.wav"]);
  expect(filesOf(prepared)).toEqual(["decoded.wav", "reference.wav"]);
});

test("a person has a few drafts at most; given up ones and cut off ones go, with their files", async () => {
  const { ada, system, dataDir, db, clock, draft, filesOf } = await fixture();
  const first = await draft();
  for (let count = 1; count < 5; count++) await draft();
  await expect(draft()).rejects.toMatchObject({ code: "rate_limited" });
  await discardDraft(ada, { profileId: first });
  expect(filesOf(first)).toEqual([]);
  const cutOff = db
    .insert(voiceProfileDetails)
    .values({ ownerUserId: 1, language: "en", createdAt: clock.nowS, updatedAt: clock.nowS })
    .returning({ id: voiceProfileDetails.id })
    .get();
  expect(await sweepDrafts(system, { isStart: false })).toBe(0);
  expect(await sweepDrafts(system, { isStart: true })).toBe(1);
  expect(
    db
      .select()
      .from(voiceProfileDetails)
      .all()
      .map(({ id }) => id),
  ).not.toContain(cutOff.id);
  clock.nowS += 86_401;
  expect(await sweepDrafts(system, { isStart: false })).toBe(4);
  expect(readdirSync(join(dataDir, "audio/profiles"))).toEqual([]);
});

test("what a request was adding when the server was killed goes at the next start; a page's draft stays", async () => {
  const { ada, system, dataDir, draft, filesOf } = await fixture();
  const ofPage = await draft();
  const ofRequest = async () => {
    await beginDraft(ada, { language: "en", uploadPath: uploadedFile(dataDir), origin: "request" });
    return prepareDraft(system);
  };
  const [saved, cutOff] = [await ofRequest(), await ofRequest()];
  await saveProfile(ada, { profileId: saved, name: "Ada", waitsForConsent: true });
  expect(await sweepDrafts(system, { isStart: false })).toBe(0);
  expect(await sweepDrafts(system, { isStart: true })).toBe(1);
  expect(filesOf(cutOff)).toEqual([]);
  expect((await listDrafts(ada)).map(({ id }) => id)).toEqual([ofPage]);
  expect(await findProfile(ada, { profileId: saved })).toMatchObject({ state: "waiting" });
});

test("a voice that everybody may use can speak to whoever chose none, until it ends", async () => {
  const { ada, boss, eve, ready } = await fixture();
  const profileId = await ready();
  const choose = (isDefault: boolean) => chooseHouseVoice(boss, { profileId, isDefault, basedOn: null });
  await expect(choose(true)).rejects.toMatchObject({ code: "profile_not_ready" });
  await changeVisibility(ada, { profileId, visibility: "house" });
  const byAda = chooseHouseVoice(ada, { profileId, isDefault: true, basedOn: null });
  await expect(byAda).rejects.toMatchObject({ code: "forbidden" });
  await choose(true);
  expect([await readHouseVoice(eve, "en"), await readHouseVoice(eve, "zh-TW")]).toEqual([
    { kind: "profile", profileId },
    null,
  ]);
  expect(await listProfiles(eve)).toMatchObject([{ id: profileId, is_house_voice: true }]);
  await choose(false);
  expect(await readHouseVoice(eve, "en")).toBeNull();
  await choose(true);
  // Of two people who choose at the same time, the later one is told.
  const other = await ready("Second");
  await changeVisibility(ada, { profileId: other, visibility: "house" });
  const late = chooseHouseVoice(boss, { profileId: other, isDefault: true, basedOn: null });
  await expect(late).rejects.toMatchObject({ code: "conflict" });
  await chooseHouseVoice(boss, { profileId: other, isDefault: true, basedOn: profileId });
  await chooseHouseVoice(boss, { profileId, isDefault: true, basedOn: other });
  await endProfile(ada, { profileId, reason: "withdrawn" });
  expect(await readHouseVoice(eve, "en")).toBeNull();
  await house.save(boss, { key: "builtinVoiceEn", value: "heart" });
  expect(await readHouseVoice(eve, "en")).toEqual({ kind: "builtin", name: "heart" });
});

test("a consent whose check the server did not survive is given up, and can be given again", async () => {
  const { ada, system, draft, db, filesOf } = await fixture();
  const profileId = await draft();
  await changeDraft(ada, { profileId, name: "Ada" });
  const take = { profileId, consentId: "stuck", ceremonyId: "c", language: "en", purpose: "assistant" } as const;
  const referenceSha256 = db.select().from(voiceProfileDetails).get()?.referenceSha256 ?? "";
  const said = { sentence: "I agree.", voiceName: "Ada", referenceSha256, take: new Uint8Array(4) };
  const { jobId } = await storeTake(ada, { ...take, ...said });
  expect(await releaseStuckChecks(system)).toBe(0);
  await expect(storeTake(ada, { ...take, ...said, consentId: "second" })).rejects.toMatchObject({ code: "conflict" });
  db.update(jobs).set({ state: "failed" }).where(eq(jobs.id, jobId)).run();
  expect(await releaseStuckChecks(system)).toBe(1);
  expect(filesOf(profileId)).not.toContain("take.wav");
  await spokenConsent(ada, system, { profileId, voiceName: "Ada" });
});

test("a consent to one name never makes a voice of another name usable", async () => {
  const { ada, system, draft, db } = await fixture();
  const profileId = await draft();
  await changeDraft(ada, { profileId, name: "Alice" });
  const referenceSha256 = db.select().from(voiceProfileDetails).get()?.referenceSha256 ?? "";
  const take = { profileId, consentId: "c1", ceremonyId: "c", language: "en", purpose: "assistant" } as const;
  await storeTake(ada, { ...take, sentence: "I agree.", voiceName: "Alice", referenceSha256, take: new Uint8Array(4) });
  const saveAsBob = () => saveProfile(ada, { profileId, name: "Bob", waitsForConsent: true });
  await expect(saveAsBob()).rejects.toMatchObject({ code: "consent_missing" });
  for (const change of [{ name: "Bob" }, { speakerName: "Bob" }]) {
    await expect(changeDraft(ada, { profileId, ...change })).rejects.toMatchObject({ code: "consent_given" });
  }
  await changeDraft(ada, { profileId, name: "Alice", visibility: "house" });
  await saveProfile(ada, { profileId, name: "Alice", waitsForConsent: true });
  const outcome = { outcome: "match", heard: "I agree", scores: consentScores, model: null } as const;
  expect(await settleConsent(system, { consentId: "c1", ...outcome })).toBe(true);
  expect(await listProfiles(ada)).toMatchObject([{ name: "Alice", state: "ready" }]);
  // However the rows came to differ.
  db.update(voiceProfiles).set({ name: "Bob" }).run();
  expect(await listProfiles(ada)).toMatchObject([{ name: "Bob", state: "waiting" }]);
  await expect(resolveVoiceProfile(ada, { profileId })).rejects.toMatchObject({ code: "profile_not_ready" });
});

test("a second recording never takes the place of one that is being checked", async () => {
  const { ada, dataDir, draft, db } = await fixture();
  const profileId = await draft();
  await changeDraft(ada, { profileId, name: "Ada" });
  const referenceSha256 = db.select().from(voiceProfileDetails).get()?.referenceSha256 ?? "";
  const store = (consentId: string, take: Uint8Array) =>
    storeTake(ada, {
      ...{ profileId, consentId, ceremonyId: "c", language: "en", purpose: "assistant", referenceSha256, take },
      ...{ sentence: "I agree.", voiceName: "Ada" },
    });
  const both = await Promise.allSettled([store("one", Buffer.from("one")), store("two", Buffer.from("two"))]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [row] = db.select().from(voiceConsents).all();
  expect(readFileSync(join(dataDir, `audio/profiles/${profileId}/take.wav`), "utf8")).toBe(row?.id);
});

test("a server that ends between the rows of a consent and its recording is made up for", async () => {
  const { ada, system, draft, filesOf, dataDir } = await fixture();
  const profileId = await draft();
  await changeDraft(ada, { profileId, name: "Ada" });
  await spokenConsent(ada, system, { profileId, voiceName: "Ada" });
  const folder = join(dataDir, "audio/profiles", String(profileId));
  renameSync(join(folder, "consent.wav"), join(folder, "take.wav"));
  await settleTakes(system);
  expect(filesOf(profileId)).toContain("consent.wav");
  const other = await draft();
  writeFileSync(join(dataDir, "audio/profiles", String(other), "take.wav"), "of a refusal");
  await settleTakes(system);
  expect(filesOf(other)).not.toContain("take.wav");
});

test("what was never given does not end: its certificate says that it came to nothing, and the audit log who ended it", async () => {
  const { ada, system, draft, db } = await fixture();
  const statuses = () =>
    db
      .select()
      .from(voiceConsents)
      .all()
      .map(({ status, endReason }) => [status, endReason]);
  const first = await draft();
  await changeDraft(ada, { profileId: first, name: "A" });
  await spokenConsent(ada, system, { profileId: first, voiceName: "A", outcome: "unsure" });
  await discardDraft(ada, { profileId: first });
  const second = await draft();
  await changeDraft(ada, { profileId: second, name: "B" });
  await spokenConsent(ada, system, { profileId: second, voiceName: "B" });
  await discardDraft(ada, { profileId: second });
  expect(statuses()).toEqual([
    ["void", "deleted"],
    ["ended", "deleted"],
  ]);
  const ends = db
    .select()
    .from(auditLog)
    .all()
    .filter(({ action }) => action === "consent.end");
  expect(ends).toMatchObject([
    { before: { status: "review" }, after: { status: "void" }, actorUserId: 1 },
    { before: { status: "accepted" }, after: { status: "ended" }, actorUserId: 1 },
  ]);
  expect(
    db
      .select()
      .from(voiceConsents)
      .all()
      .every(({ endedByUserId }) => endedByUserId === 1),
  ).toBe(true);
});

test("ending a voice ends the check of its consent too", async () => {
  const { ada, system, draft, db } = await fixture();
  const profileId = await draft();
  await changeDraft(ada, { profileId, name: "Ada" });
  await saveProfile(ada, { profileId, name: "Ada", waitsForConsent: true });
  const referenceSha256 = db.select().from(voiceProfileDetails).get()?.referenceSha256 ?? "";
  const take = { profileId, consentId: "c1", ceremonyId: "c", language: "en", purpose: "assistant" } as const;
  const said = { sentence: "I agree.", voiceName: "Ada", referenceSha256, take: new Uint8Array(4) };
  const { jobId } = await storeTake(ada, { ...take, ...said });
  await endProfile(ada, { profileId, reason: "deleted" });
  expect(await findJob(ada, { jobId })).toMatchObject({ state: "cancelled" });
  expect(
    await settleConsent(system, { consentId: "c1", outcome: "match", heard: "", scores: consentScores, model: null }),
  ).toBe(false);
});

test("folders without rows: of an ended voice they go, what nothing explains is set aside", async () => {
  const { ada, system, ready, dataDir, filesOf } = await fixture();
  const profileId = await ready();
  await endProfile(ada, { profileId, reason: "withdrawn" });
  mkdirSync(join(dataDir, "audio/profiles/77"));
  writeFileSync(join(dataDir, "audio/profiles/77/reference.wav"), "RIFF");
  expect(await reconcileProfileFolders(system)).toEqual({ removed: 1, quarantined: 1 });
  expect([filesOf(profileId), filesOf(77)]).toEqual([[], []]);
  const [entry] = readdirSync(join(dataDir, "quarantine"));
  expect(existsSync(join(dataDir, "quarantine", entry ?? "", "audio/profiles/77/reference.wav"))).toBe(true);
});

test("whoever decides about a draft's consent can hear both recordings", async () => {
  const { ada, boss, system, draft } = await fixture();
  const profileId = await draft();
  await changeDraft(ada, { profileId, name: "Ada" });
  const heard = (which: string) => profileAudioPath(boss, { profileId, which }).then(Boolean, () => false);
  expect(await heard("reference")).toBe(false);
  await spokenConsent(ada, system, { profileId, voiceName: "Ada", outcome: "unsure" });
  expect([await heard("reference"), await heard("consent"), await heard("recording")]).toEqual([true, true, false]);
});
