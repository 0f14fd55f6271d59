import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { conversations, prompts, sessions, turnDetails } from "../../../drizzle/schema";
import { decodeWav } from "../../../lib/audio/wav";
import type { TurnCall } from "../../../lib/turn-calls";
import { holdLock } from "../../platform/db/testing/hold-lock";
import { readConversation } from "../sessions/conversations";
import { resumeSession } from "../sessions/resume-session";
import { startSession } from "../sessions/start-session";
import { readSettings } from "../settings/read-settings";
import { runRecordingChild } from "../testing/run-child";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, timings, tone, turnInput } from "../testing/turn-input";
import { recordTurn } from "./record-turn";

async function startedSession() {
  const fixture = openTestDb();
  const ada = await fixture.person("ada");
  const ctx = fixture.as(ada);
  const { sessionId } = await startSession(ctx, sessionOptions);
  const files = () => fixture.recordings.list();
  const everyFile = () =>
    ["raw", "tts"].flatMap((folder) => {
      try {
        return readdirSync(join(fixture.dataDir, "audio", folder));
      } catch {
        return [];
      }
    });
  const rows = () => fixture.db.select().from(conversations).all();
  return { ...fixture, ada, ctx, sessionId, files, everyFile, rows };
}

test("a turn becomes two rows and two files with the documented names", async () => {
  const { ctx, sessionId, db, dataDir, clock, ada } = await startedSession();
  clock.nowS += 60;
  const { conversationId } = await recordTurn(ctx, turnInput(sessionId, 1));
  expect(db.select().from(conversations).get()).toEqual({
    id: conversationId,
    sessionId,
    turnNumber: 1,
    userAudioPath: `audio/raw/${sessionId}_1.wav`,
    userText: "question 1",
    aiText: "answer 1",
    aiAudioPath: `audio/tts/${sessionId}-t1.wav`,
    voiceProfileId: null,
    createdAt: clock.nowS,
  });
  expect(db.select().from(turnDetails).get()).toMatchObject({
    conversationId,
    userId: ada.userId,
    timings,
    userAudioMs: 1000,
    aiAudioMs: 667,
    interrupted: false,
    endedBy: "finished",
    finishReason: "stop",
    writtenChars: 8,
    shownChars: 8,
    heardChars: 8,
  });
  const wav = decodeWav(readFileSync(join(dataDir, `audio/raw/${sessionId}_1.wav`)));
  expect(wav.sampleRateHz).toBe(16_000);
  expect(wav.pcm).toEqual(tone(1));
  expect(db.select().from(sessions).get()?.lastSeenAt).toBe(clock.nowS);
});

test("a typed turn has an empty user path, an unspoken reply no path, and a cloned voice the id of its profile", async () => {
  const { ctx, sessionId, rows, files } = await startedSession();
  const silent = { pcm: new Int16Array(0), sampleRateHz: 24_000 };
  await recordTurn(
    ctx,
    turnInput(sessionId, 1, { userAudio: null, replyAudio: silent, voice: { kind: "profile", profileId: 7 } }),
  );
  expect(rows()).toMatchObject([{ userAudioPath: "", aiAudioPath: null, voiceProfileId: 7 }]);
  expect(await files()).toEqual([]);
});

test("a failed turn is stored with its error code", async () => {
  const { ctx, sessionId, db } = await startedSession();
  const changes = { aiText: "", replyAudio: null, endedBy: "error", errorCode: "llm_failed" } as const;
  await recordTurn(ctx, turnInput(sessionId, 1, changes));
  expect(db.select().from(turnDetails).get()).toMatchObject({ interrupted: false, errorCode: "llm_failed" });
});

test("the three lengths of a reply are kept: more may be written than shown, and shown than heard", async () => {
  const { ctx, sessionId, db, rows } = await startedSession();
  const cut = { endedBy: "disconnect", finishReason: null, writtenChars: 90, heardChars: 4 } as const;
  await recordTurn(ctx, turnInput(sessionId, 1, cut));
  expect(db.select().from(turnDetails).get()).toMatchObject({ ...cut, shownChars: 8, interrupted: true });
  expect(rows()).toMatchObject([{ aiText: "answer 1", aiAudioPath: `audio/tts/${sessionId}-t1.wav` }]);
});

test("no more counts as heard than was shown", async () => {
  const { ctx, sessionId, db } = await startedSession();
  await recordTurn(ctx, turnInput(sessionId, 1, { heardChars: 1_000 }));
  expect(db.select().from(turnDetails).get()).toMatchObject({ shownChars: 8, heardChars: 8 });
});

test("a number or an id that is taken is refused before the earlier turn's files are touched", async () => {
  const { ctx, sessionId, dataDir, rows, files } = await startedSession();
  await recordTurn(ctx, turnInput(sessionId, 1));
  const before = readFileSync(join(dataDir, `audio/raw/${sessionId}_1.wav`));
  const other = { userAudio: { pcm: tone(9), sampleRateHz: 16_000 } };
  await expect(recordTurn(ctx, turnInput(sessionId, 1, { ...other, turnId: "new" }))).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(recordTurn(ctx, turnInput(sessionId, 2, { turnId: `${sessionId}-t1` }))).rejects.toMatchObject({
    code: "conflict",
  });
  expect(readFileSync(join(dataDir, `audio/raw/${sessionId}_1.wav`))).toEqual(before);
  expect(rows()).toHaveLength(1);
  expect(await files()).toHaveLength(2);
});

test("only turns of one's own sessions are recorded", async () => {
  const { as, person, sessionId, rows, everyFile } = await startedSession();
  const mallory = as(await person("mallory", "admin"));
  await expect(recordTurn(mallory, turnInput(sessionId, 1))).rejects.toMatchObject({ code: "session_not_found" });
  await expect(recordTurn(mallory, turnInput("unknown", 1))).rejects.toMatchObject({ code: "session_not_found" });
  expect(rows()).toEqual([]);
  expect(everyFile()).toEqual([]);
});

test("a correction names a turn of the same session", async () => {
  const { ctx, sessionId } = await startedSession();
  await recordTurn(ctx, turnInput(sessionId, 1));
  await recordTurn(ctx, turnInput(sessionId, 2, { supersedesTurnId: `${sessionId}-t1` }));
  const other = (await startSession(ctx, sessionOptions)).sessionId;
  await expect(recordTurn(ctx, turnInput(other, 1, { supersedesTurnId: `${sessionId}-t1` }))).rejects.toMatchObject({
    code: "turn_not_found",
  });
});

test.each(["../../etc/x", "a/b", "", "x".repeat(65), "a\0b", "..", "a b"])(
  "the turn id %j never becomes a file name",
  async (turnId) => {
    const { ctx, sessionId, everyFile } = await startedSession();
    await expect(recordTurn(ctx, turnInput(sessionId, 1, { turnId }))).rejects.toMatchObject({ code: "invalid_input" });
    expect(everyFile()).toEqual([]);
  },
);

test("when the database is full there is no row and no file, and the cause says so", async () => {
  const { ctx, sessionId, sqlite, rows, everyFile } = await startedSession();
  sqlite.pragma(`max_page_count = ${sqlite.pragma("page_count", { simple: true })}`);
  const long = turnInput(sessionId, 1, { aiText: "word ".repeat(100_000) });
  await expect(recordTurn(ctx, long)).rejects.toMatchObject({
    code: "storage_failed",
    cause: { code: "SQLITE_FULL" },
  });
  expect(rows()).toEqual([]);
  expect(everyFile()).toEqual([]);
});

test("when another program holds the database for too long there is no row and no file", async () => {
  const { ctx, sessionId, dataDir, sqlite, rows, everyFile } = await startedSession();
  sqlite.pragma("busy_timeout = 0");
  const holder = await holdLock(join(dataDir, "app.db"), "BEGIN IMMEDIATE");
  await expect(recordTurn(ctx, turnInput(sessionId, 1))).rejects.toMatchObject({
    code: "storage_failed",
    cause: { code: "SQLITE_BUSY" },
  });
  await holder.release();
  expect(rows()).toEqual([]);
  expect(everyFile()).toEqual([]);
  await recordTurn(ctx, turnInput(sessionId, 1));
});

test("when a file cannot be written there is no row and no other file, and the cause says so", async () => {
  const { dataDir, rows, everyFile } = await startedSession();
  // One minute of speech is 1.9 MB, the reply's second 32 KB: and a new database less than 1 MiB: only the first hits the limit.
  const child = runRecordingChild(dataDir, "ada", { turns: 1, samples: 960_000, fileSizeLimitKiB: 1_024 });
  await child.ended;
  expect(child.lines.at(-1)).toEqual({ turnNumber: 1, code: "storage_failed", cause: "EFBIG" });
  expect(rows()).toEqual([]);
  expect(everyFile()).toEqual([]);
});

test("three processes record at once and nothing is lost", async () => {
  const { dataDir, db } = await startedSession();
  const children = [1, 2, 3].map(() => runRecordingChild(dataDir, "ada", { turns: 25, samples: 800 }));
  await Promise.all(children.map((child) => child.ended));
  for (const child of children) {
    const sessionId = child.lines[0]?.sessionId ?? "";
    const stored = db.select().from(conversations).where(eq(conversations.sessionId, sessionId)).all();
    expect(stored.map((row) => row.turnNumber)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  }
});

test("malformed text is stored as UTF-8 with U+FFFD in its place, all other text byte for byte", async () => {
  const { ctx, sessionId, sqlite } = await startedSession();
  const userText = "𠮷𡃁 👩🏽‍⚕️ e\u0301 辻\u{E0100} \u200Fשלום\n\t.";
  await recordTurn(ctx, turnInput(sessionId, 1, { userText, aiText: "a\uD800b\0c" }));
  const row = sqlite.prepare("SELECT hex(user_text) AS user, hex(ai_text) AS ai FROM conversations").get();
  const hex = (text: string) => Buffer.from(text, "utf8").toString("hex").toUpperCase();
  expect(row).toEqual({ user: hex(userText), ai: `61${"EFBFBD"}62${"EFBFBD"}63` });
});

test("turns from before a reply's three lengths were kept stay readable", async () => {
  const { ctx, sessionId, db } = await startedSession();
  await recordTurn(ctx, turnInput(sessionId, 1, { endedBy: "user_stop" }));
  const older = { endedBy: null, finishReason: null, writtenChars: null, shownChars: null, heardChars: null };
  db.update(turnDetails).set(older).run();
  expect((await readConversation(ctx, { sessionId })).turns).toMatchObject([
    {
      ...{ ai_text: "answer 1", interrupted: true, ended_by: null, finish_reason: null },
      ...{ written_chars: null, shown_chars: null, heard_chars: null },
    },
  ]);
  expect((await resumeSession(ctx, { sessionId })).turns).toMatchObject([{ aiText: "answer 1", heardChars: null }]);
  db.update(turnDetails).set({ endedBy: "a reason of a later version", language: "xx" }).run();
  expect((await readConversation(ctx, { sessionId })).turns).toMatchObject([{ ended_by: null, language: null }]);
  expect((await resumeSession(ctx, { sessionId })).turns).toHaveLength(1);
});

test("a turn on a page sets what the person spoke last there; one over an API token does not", async () => {
  const { as, person } = openTestDb();
  const [ada, bob] = [await person("ada"), await person("bob")];
  const overToken = as({ ...ada, credential: { kind: "token", tokenId: 1 } });
  const spoken = async () => (await readSettings(as(ada))).spokenLanguage;
  const { sessionId } = await startSession(as(ada), { ...sessionOptions, language: "zh-TW" });
  await recordTurn(overToken, turnInput(sessionId, 1, { language: "en" }));
  expect(await spoken()).toBeUndefined();
  await recordTurn(as(ada), turnInput(sessionId, 2, { language: "en" }));
  await recordTurn(as(ada), turnInput(sessionId, 3, { language: "zh-TW" }));
  await recordTurn(overToken, turnInput(sessionId, 4, { language: "en" }));
  const others = await startSession(as(bob), sessionOptions);
  await recordTurn(as(bob), turnInput(others.sessionId, 1, { language: "en" }));
  expect(await spoken()).toBe("zh-TW");
});

test("a turn keeps what its calls took, what the lexicon changed, and its system message once for all turns", async () => {
  const { ctx, sessionId, db } = await startedSession();
  const replacement = { from: 0, to: 3, original: "wong", becomes: "Ann" };
  const call: TurnCall = {
    ...{ call: "reply", model: "m", mode: null, began_ms: -3, waited_ms: 0, first_ms: 60, total_ms: 400, retries: 0 },
    ...{ outcome: "completed", error_code: null, audio_ms: null, prompt_tokens: 300, completion_tokens: 20 },
    ...{ characters: 80, temperature: 0, seed: 7 },
  };
  const facts = { recognisedText: "wong?", heardReplacements: [replacement], lexiconVersion: 2, calls: [call] };
  const manner = { prompt: "Be brief.", isSpoken: true, speechSpeed: 1.25 };
  for (const turnNumber of [1, 2]) {
    await recordTurn(ctx, { ...turnInput(sessionId, turnNumber), ...facts, ...manner });
  }
  await recordTurn(ctx, turnInput(sessionId, 3));
  const [first, , bare] = db.select().from(turnDetails).all();
  const kept = db.select().from(prompts).all();
  expect(kept.map(({ text }) => text)).toEqual(["Be brief."]);
  expect(first).toMatchObject({ ...facts, isSpoken: true, speechSpeed: 1.25, promptSha256: kept[0]?.sha256 });
  expect(bare).toMatchObject({
    calls: [],
    recognisedText: null,
    lexiconVersion: null,
    promptSha256: null,
    isSpoken: null,
  });
});
