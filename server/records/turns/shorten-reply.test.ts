import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { decodeWav } from "../../../lib/audio/wav";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, tone, turnInput } from "../testing/turn-input";
import { recordTurn } from "./record-turn";
import { shortenReply } from "./shorten-reply";

async function storedTurn() {
  const fixture = openTestDb();
  const ctx = fixture.as(await fixture.person("ada"));
  const { sessionId } = await startSession(ctx, sessionOptions);
  await recordTurn(ctx, turnInput(sessionId, 1, { turnId: "first" }));
  return { ...fixture, ctx };
}

test("only the text and the audio of the heard part are kept", async () => {
  const { ctx, db, dataDir } = await storedTurn();
  const heard = tone(1).slice(0, 2_400);
  await shortenReply(ctx, { turnId: "first", heardText: "answer", heardAudio: { pcm: heard, sampleRateHz: 24_000 } });
  expect(db.select().from(conversations).get()).toMatchObject({ aiText: "answer", aiAudioPath: "audio/tts/first.wav" });
  expect(db.select().from(turnDetails).get()).toMatchObject({ interrupted: true, aiAudioMs: 100 });
  expect(decodeWav(readFileSync(join(dataDir, "audio/tts/first.wav"))).pcm).toEqual(heard);
});

test("a reply of which nothing was heard has no audio", async () => {
  const { ctx, db, recordings } = await storedTurn();
  await shortenReply(ctx, { turnId: "first", heardText: "", heardAudio: null });
  expect(db.select().from(conversations).get()).toMatchObject({ aiText: "", aiAudioPath: null });
  expect(await recordings.list()).not.toContain("audio/tts/first.wav");
});

test("another person's turn is not found", async () => {
  const { as, person } = await storedTurn();
  const other = as(await person("bob"));
  await expect(shortenReply(other, { turnId: "first", heardText: "", heardAudio: null })).rejects.toMatchObject({
    code: "turn_not_found",
  });
});
