import { expect, test } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { type RecordTurnInput, recordTurn } from "./record-turn";
import { stopHearing } from "./stop-hearing";

async function storedTurn(changes: Partial<RecordTurnInput> = {}) {
  const fixture = openTestDb();
  const ctx = fixture.as(await fixture.person("ada"));
  const { sessionId } = await startSession(ctx, sessionOptions);
  await recordTurn(ctx, turnInput(sessionId, 1, { turnId: "first", ...changes }));
  const row = () => ({
    ...fixture.db.select().from(conversations).get(),
    ...fixture.db.select().from(turnDetails).get(),
  });
  return { ...fixture, ctx, row };
}

test("the text and the sound stay, and the row says who stopped it and how far it was heard", async () => {
  const { ctx, row, recordings } = await storedTurn();
  const before = row();
  await stopHearing(ctx, { turnId: "first", heardChars: 6, endedBy: "user_stop" });
  expect(row()).toEqual({ ...before, heardChars: 6, endedBy: "user_stop", interrupted: true });
  expect(await recordings.list()).toContain("audio/tts/first.wav");
});

test("a reply of which nothing was heard keeps its text too", async () => {
  const { ctx, row } = await storedTurn();
  await stopHearing(ctx, { turnId: "first", heardChars: 0, endedBy: "barge_in" });
  expect(row()).toMatchObject({ aiText: "answer 1", heardChars: 0, endedBy: "barge_in" });
});

test("a turn that failed still counts as failed", async () => {
  const { ctx, row } = await storedTurn({ endedBy: "error", errorCode: "llm_failed" });
  await stopHearing(ctx, { turnId: "first", heardChars: 3, endedBy: "user_stop" });
  expect(row()).toMatchObject({ heardChars: 3, endedBy: "error", interrupted: false });
});

test("a listener who only went away stopped nothing", async () => {
  const { ctx, row } = await storedTurn();
  await stopHearing(ctx, { turnId: "first", heardChars: 3, endedBy: "disconnect" });
  expect(row()).toMatchObject({ heardChars: 3, endedBy: "finished", interrupted: false });
});

test("no more counts as heard than was shown, and only a listener's end is taken", async () => {
  const { ctx, row } = await storedTurn();
  await stopHearing(ctx, { turnId: "first", heardChars: 99, endedBy: "disconnect" });
  expect(row()).toMatchObject({ heardChars: 8 });
  const wrong = stopHearing(ctx, { turnId: "first", heardChars: 1, endedBy: "finished" });
  await expect(wrong).rejects.toMatchObject({ code: "invalid_input" });
});

test("another person's turn is not found", async () => {
  const { as, person } = await storedTurn();
  const other = as(await person("bob"));
  await expect(stopHearing(other, { turnId: "first", heardChars: 0, endedBy: "user_stop" })).rejects.toMatchObject({
    code: "turn_not_found",
  });
});
