import { expect, test } from "vitest";
import { deleteConversation } from "../sessions/delete-conversation";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { readLevels } from "./read-levels";

test("the turns of the period count, in more than one read, without older and deleted ones", async () => {
  const { as, person, clock } = openTestDb();
  const ada = as(await person("ada"));
  const admin = as(await person("root", "admin"));
  expect(await readLevels(admin, { days: 7 })).toMatchObject({ turns: 0, failed_turns: 0 });
  const { sessionId } = await startSession(ada, sessionOptions);
  const { sessionId: deleted } = await startSession(ada, sessionOptions);
  for (let turn = 1; turn <= 3; turn++) await recordTurn(ada, turnInput(sessionId, turn));
  clock.nowS += 8 * 86_400;
  for (let turn = 4; turn <= 210; turn++) {
    await recordTurn(ada, turnInput(sessionId, turn, { errorCode: turn === 9 ? "model_timeout" : null }));
  }
  await recordTurn(ada, turnInput(deleted, 1));
  await deleteConversation(ada, { sessionId: deleted });
  const report = await readLevels(admin, { days: 7 });
  expect(report).toMatchObject({ turns: 207, failed_turns: 1 });
  expect(report.levels[0]).toMatchObject({ level: "first_audio", turns: 207, p50_ms: 1_240 });
  expect(await readLevels(admin, { days: 30 })).toMatchObject({ turns: 210 });
});

test("a period that is not offered is refused", async () => {
  const { as, person } = openTestDb();
  const admin = as(await person("root", "admin"));
  await expect(readLevels(admin, { days: 5 as 7 })).rejects.toMatchObject({ code: "invalid_input" });
});
