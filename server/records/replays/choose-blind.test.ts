import { expect, test } from "vitest";
import { replayBlindChoices, replayResults, replayVerdicts } from "../../../drizzle/schema";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { addCases } from "./add-cases";
import { chooseBlind } from "./choose-blind";
import { compareRuns } from "./compare-runs";
import { findSet } from "./find-set";
import { removeCases } from "./remove-cases";
import { replaysOfConversation } from "./replays-of-conversation";
import type { ResultKey } from "./result-files";
import { deleteRun, requestRun } from "./runs";
import { setVerdict } from "./set-verdict";

/** A set with two turns, and two runs of it that wait. */
async function begin() {
  const opened = openTestDb();
  const staff = opened.as(await opened.person("staff"));
  const { sessionId } = await startSession(staff, sessionOptions);
  for (const number of [1, 2]) await recordTurn(staff, turnInput(sessionId, number));
  const qa = opened.as(await opened.person("qa", "qa"));
  const { setId } = await addCases(qa, { newSetName: "Voices", sessionIds: [sessionId] });
  const runNamed = async (name: string) =>
    (await requestRun(qa, { setId, name, changes: {}, requestKey: `key of ${name}` })).runId;
  const runs = [await runNamed("first"), await runNamed("second")] as const;
  const { cases } = await findSet(qa, { setId });
  const caseIds = cases.map(({ id }) => id);
  const result = { userText: "a", aiText: "b", facts: { calls: [], models: {} } as never, createdAt: 1 };
  const addResult = (key: ResultKey) =>
    opened.db
      .insert(replayResults)
      .values({ ...result, ...key })
      .run();
  return { ...opened, qa, sessionId, setId, runs, caseIds, addResult };
}

test("each person's last blind choice counts, for the two sides that were compared", async () => {
  const { qa, as, person, runs, caseIds, addResult } = await begin();
  const boss = as(await person("boss", "admin"));
  const [againstRunId, runId] = runs;
  const caseId = caseIds[0] ?? 0;
  const key = { runId, againstRunId: null, caseId, repeat: 0 };
  for (const repeat of [0, 1]) addResult({ runId, caseId, repeat });
  await chooseBlind(qa, { ...key, choice: "run" });
  await chooseBlind(boss, { ...key, choice: "alike" });
  await chooseBlind(qa, { ...key, repeat: 1, choice: "base" });
  await chooseBlind(qa, { ...key, againstRunId, choice: "run" });
  const blindOf = async (against: number) =>
    (await compareRuns(qa, { runId, against })).cases.map(({ blind }) =>
      blind.map(({ by, choice, repeat }) => [by, choice, repeat]),
    );
  expect(await blindOf(0)).toEqual([
    [
      ["boss", "alike", 0],
      ["qa", "base", 1],
    ],
    [],
  ]);
  expect(await blindOf(againstRunId)).toEqual([[["qa", "run", 0]], []]);
  for (const wrong of [
    { caseId: 99 },
    { caseId: caseIds[1] ?? 0 },
    { repeat: 2 },
    { runId: 99 },
    { againstRunId: 99 },
  ]) {
    await expect(chooseBlind(qa, { ...key, ...wrong, choice: "run" })).rejects.toMatchObject({ code: "not_found" });
  }
  await expect(chooseBlind(qa, { ...key, repeat: 10, choice: "run" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("a turn of the history knows its sets and the runs that have a result of it", async () => {
  const { qa, sessionId, setId, runs, caseIds, addResult } = await begin();
  const [first, second] = runs;
  const [one = 0, two = 0] = caseIds;
  addResult({ runId: first, caseId: one, repeat: 0 });
  addResult({ runId: first, caseId: one, repeat: 1 });
  addResult({ runId: second, caseId: one, repeat: 0 });
  await removeCases(qa, { setId, caseIds: [two] });
  const set = { set_id: setId, set_name: "Voices" };
  expect(await replaysOfConversation(qa, { sessionId })).toEqual({
    [`${sessionId}-t1`]: [
      {
        ...{ ...set, is_in_set: true },
        runs: [
          { run_id: second, name: "second", case_id: one },
          { run_id: first, name: "first", case_id: one },
        ],
      },
    ],
    [`${sessionId}-t2`]: [{ ...set, is_in_set: false, runs: [] }],
  });
  await deleteRun(qa, { runId: second });
  expect((await replaysOfConversation(qa, { sessionId }))[`${sessionId}-t1`]?.[0]?.runs).toHaveLength(1);
  expect(await replaysOfConversation(qa, { sessionId: "unknown" })).toEqual({});
});

test("with a run goes what people said about others beside it", async () => {
  const { qa, db, runs, caseIds, addResult } = await begin();
  const [againstRunId, runId] = runs;
  const key = { runId, againstRunId, caseId: caseIds[0] ?? 0 };
  addResult({ ...key, repeat: 0 });
  await setVerdict(qa, { ...key, verdict: "regressed", note: "She said it wrong." });
  await chooseBlind(qa, { ...key, repeat: 0, choice: "run" });
  await deleteRun(qa, { runId: againstRunId });
  expect([db.select().from(replayVerdicts).all(), db.select().from(replayBlindChoices).all()]).toEqual([[], []]);
});
