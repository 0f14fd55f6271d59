import { expect, test } from "vitest";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { oldestTurnS, readTurnSamples } from "./turn-samples";

test("turns are read once each, by slices, from a time on", async () => {
  const { as, person, clock } = openTestDb();
  const watch = as({ kind: "system", job: "alerts" });
  const ada = as(await person("ada"));
  expect(await readTurnSamples(watch, { afterId: 0, sinceS: 0 })).toEqual({ samples: [], lastId: 0, isAll: true });
  expect(await oldestTurnS(watch)).toBeNull();
  const { sessionId } = await startSession(ada, sessionOptions);
  const firstS = clock.nowS;
  await recordTurn(ada, turnInput(sessionId, 1));
  clock.nowS += 100;
  for (let number = 2; number <= 204; number++) {
    await recordTurn(ada, turnInput(sessionId, number, { errorCode: number === 204 ? "llm_failed" : null }));
  }
  expect(await oldestTurnS(watch)).toBe(firstS);
  const first = await readTurnSamples(watch, { afterId: 0, sinceS: firstS + 1 });
  expect(first.samples).toHaveLength(200);
  expect(first.samples[0]).toMatchObject({ atS: clock.nowS, failed: false, times: { first_audio: 1_240 } });
  expect(first.isAll).toBe(false);
  const rest = await readTurnSamples(watch, { afterId: first.lastId, sinceS: firstS + 1 });
  expect(rest.samples.map(({ failed }) => failed)).toEqual([false, false, true]);
  expect(rest.isAll).toBe(true);
});
