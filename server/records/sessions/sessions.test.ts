import { expect, test } from "vitest";
import { sessions } from "../../../drizzle/schema";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { changeSessionOptions } from "./change-options";
import { resumeSession } from "./resume-session";
import { startSession } from "./start-session";

test("a resumed session has its turns and its options", async () => {
  const { as, person, clock, db } = openTestDb();
  const ctx = as(await person("ada"));
  const { sessionId } = await startSession(ctx, sessionOptions);
  await recordTurn(ctx, turnInput(sessionId, 2, { turnId: "second" }));
  await recordTurn(ctx, turnInput(sessionId, 5, { turnId: "fifth", supersedesTurnId: "second" }));
  clock.nowS += 100;
  expect(await resumeSession(ctx, { sessionId, mode: "hq", language: "zh-TW" })).toEqual({
    sessionId,
    ...sessionOptions,
    mode: "hq",
    language: "zh-TW",
    lastTurnNumber: 5,
    turns: [
      {
        ...{ turnId: "second", turnNumber: 2, userText: "question 2", aiText: "answer 2", supersedesTurnId: null },
        ...{ heardChars: 8, language: "en" },
      },
      {
        ...{ turnId: "fifth", turnNumber: 5, userText: "question 5", aiText: "answer 5", supersedesTurnId: "second" },
        ...{ heardChars: 8, language: "en" },
      },
    ],
  });
  expect(await resumeSession(ctx, { sessionId })).toMatchObject({
    mode: "hq",
    language: "zh-TW",
    endpointPauseMs: 700,
  });
  expect(db.select().from(sessions).get()).toMatchObject({ lastSeenAt: clock.nowS, mode: "hq" });
});

test("a very long session is resumed with its newest turns, and turn numbers continue", async () => {
  const { as, person } = openTestDb();
  const ctx = as(await person("ada"));
  const { sessionId } = await startSession(ctx, sessionOptions);
  const silent = { userAudio: null, replyAudio: null };
  for (let number = 1; number <= 430; number++) await recordTurn(ctx, turnInput(sessionId, number, silent));
  const { turns, lastTurnNumber } = await resumeSession(ctx, { sessionId });
  expect(lastTurnNumber).toBe(430);
  expect(turns.map(({ turnNumber }) => turnNumber)).toEqual(Array.from({ length: 428 }, (_, index) => index + 3));
});

test("options that are changed in a running session are stored", async () => {
  const { as, person } = openTestDb();
  const ctx = as(await person("ada"));
  const { sessionId } = await startSession(ctx, sessionOptions);
  const chosen = { ...sessionOptions, mode: "hq" as const };
  expect(await changeSessionOptions(ctx, { sessionId, mode: "hq" })).toEqual(chosen);
  expect(await resumeSession(ctx, { sessionId })).toMatchObject(chosen);
});

test("an option with the value undefined changes nothing", async () => {
  const { as, person } = openTestDb();
  const ctx = as(await person("ada"));
  const { sessionId } = await startSession(ctx, sessionOptions);
  expect(await resumeSession(ctx, { sessionId, mode: undefined, language: undefined })).toMatchObject(sessionOptions);
});

test("another person's session and an unknown one look the same", async () => {
  const { as, person } = openTestDb();
  const { sessionId } = await startSession(as(await person("ada")), sessionOptions);
  const boss = as(await person("boss", "admin"));
  for (const id of [sessionId, "unknown"]) {
    await expect(resumeSession(boss, { sessionId: id })).rejects.toMatchObject({ code: "session_not_found" });
    await expect(changeSessionOptions(boss, { sessionId: id, mode: "hq" })).rejects.toMatchObject({
      code: "session_not_found",
    });
  }
});

test.each([
  { language: "fr" },
  { mode: "loud" },
  { voice: { kind: "builtin", name: "../x" } },
  { voice: "builtin:heart" },
  { endpointPauseMs: 0 },
])("%j starts no session", async (changes) => {
  const { as, person, db } = openTestDb();
  const ctx = as(await person("ada"));
  const input = { ...sessionOptions, ...changes } as typeof sessionOptions;
  await expect(startSession(ctx, input)).rejects.toMatchObject({ code: "invalid_input" });
  expect(db.select().from(sessions).all()).toEqual([]);
});

test("the system cannot start a session", async () => {
  const { system } = openTestDb();
  await expect(startSession(system, sessionOptions)).rejects.toMatchObject({ code: "forbidden" });
});
