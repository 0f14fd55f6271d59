import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { conversations, missingRecordings, turnDetails } from "../../../drizzle/schema";
import { decodeWav } from "../../../lib/audio/wav";
import { listConversations } from "../sessions/conversations";
import { startSession } from "../sessions/start-session";
import { runRecordingChild } from "../testing/run-child";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, tone, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { reconcileRecordings } from "./reconcile";

test("kill -9 at random moments loses no completed turn and leaves no incomplete one", async () => {
  const { dataDir, db, sqlite, recordings, system, person } = openTestDb();
  await person("ada");
  const acknowledged = new Map<string, number>();
  const rounds = 8;
  for (let round = 0; round < rounds; round++) {
    const child = runRecordingChild(dataDir, "ada", { turns: 100_000, samples: 8_000 });
    await expect.poll(() => child.lines.length, { interval: 1, timeout: 60_000 }).toBeGreaterThan(2);
    await delay(Math.random() * 120);
    child.process.kill("SIGKILL");
    await child.ended;
    const sessionId = child.lines[0]?.sessionId ?? "";
    acknowledged.set(sessionId, child.lines.filter((line) => line.turnNumber !== undefined).length);
    expect(child.lines.every((line) => line.code === undefined)).toBe(true);
  }
  await reconcileRecordings(system);

  const rows = db.select().from(conversations).all();
  expect([...acknowledged.values()].reduce((sum, turns) => sum + turns, 0)).toBeGreaterThan(rounds);
  for (const [sessionId, turns] of acknowledged) {
    const numbers = rows.filter((row) => row.sessionId === sessionId).map((row) => row.turnNumber);
    // The turn being acknowledged at the kill may be stored already: one more, never one less, never a gap.
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
    expect(numbers.length - turns).toBeGreaterThanOrEqual(0);
    expect(numbers.length - turns).toBeLessThanOrEqual(1);
  }
  for (const row of rows) {
    const said = decodeWav(readFileSync(recordings.resolve(row.userAudioPath)));
    expect(Buffer.compare(bytes(said.pcm), bytes(tone(row.turnNumber, 8_000)))).toBe(0);
    const answered = decodeWav(readFileSync(recordings.resolve(row.aiAudioPath ?? "")));
    expect(Buffer.compare(bytes(answered.pcm), bytes(tone(row.turnNumber + 1_000)))).toBe(0);
  }
  expect(db.select().from(turnDetails).all()).toHaveLength(rows.length);
  expect((await recordings.list()).length).toBe(rows.length * 2);
  expect(await recordings.clearTemporary()).toBe(0);
  expect(sqlite.pragma("integrity_check", { simple: true })).toBe("ok");
});

function bytes(pcm: Int16Array): Buffer {
  return Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}

async function storedTurn() {
  const fixture = openTestDb();
  const ctx = fixture.as(await fixture.person("ada"));
  const { sessionId } = await startSession(ctx, sessionOptions);
  await recordTurn(ctx, turnInput(sessionId, 1));
  const put = (path: string) => {
    mkdirSync(dirname(join(fixture.dataDir, path)), { recursive: true });
    writeFileSync(join(fixture.dataDir, path), "RIFF");
  };
  return { ...fixture, ctx, sessionId, put };
}

test("recordings without a row go to quarantine, temporary files are removed, other files stay", async () => {
  const { system, recordings, put, dataDir } = await storedTurn();
  put("audio/raw/lost_7.wav");
  put("audio/tts/.lost.wav.0123456789ab.tmp");
  put("audio/raw/my notes.txt");
  const report = await reconcileRecordings(system);
  expect(report).toMatchObject({ temporaryFilesRemoved: 1, quarantined: 1, takenBack: 0, missing: 0 });
  expect(readFileSync(join(dataDir, "quarantine", report.quarantineEntry ?? "", "audio/raw/lost_7.wav"), "utf8")).toBe(
    "RIFF",
  );
  expect(await recordings.list()).toHaveLength(2);
  expect(readFileSync(join(dataDir, "audio/raw/my notes.txt"), "utf8")).toBe("RIFF");
});

test("a missing recording is marked, its words stay, and the mark goes when the file is back", async () => {
  const { system, ctx, sessionId, dataDir, db } = await storedTurn();
  const path = join(dataDir, `audio/raw/${sessionId}_1.wav`);
  const wav = readFileSync(path);
  rmSync(path);
  expect((await reconcileRecordings(system)).missing).toBe(1);
  expect((await listConversations(ctx)).conversations[0]?.turns[0]).toMatchObject({
    user_text: "question 1",
    user_audio_url: null,
    user_audio_missing: true,
    ai_audio_url: `/api/turns/${sessionId}-t1/audio/reply`,
    ai_audio_missing: false,
  });
  writeFileSync(path, wav);
  expect((await reconcileRecordings(system)).missing).toBe(0);
  expect(db.select().from(missingRecordings).all()).toEqual([]);
});

test("recordings come back from quarantine when rows name them", async () => {
  const { system, recordings, sessionId, dataDir } = await storedTurn();
  const path = `audio/raw/${sessionId}_1.wav`;
  const wav = readFileSync(join(dataDir, path));
  await recordings.quarantine([path], "as if its row had been lost");
  expect(await reconcileRecordings(system)).toMatchObject({ quarantined: 0, takenBack: 1, missing: 0 });
  expect(readFileSync(join(dataDir, path))).toEqual(wav);
});
