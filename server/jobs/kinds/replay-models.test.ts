import { expect, test } from "vitest";
import { replayResults } from "../../../drizzle/schema";
import { cpuThreads, installedStore as store } from "../../inference/engines/embedded/testing/installed-store";
import { spokenSentences } from "../../inference/engines/testing/spoken-audio";
import { catalogue } from "../../inference/models/catalogue";
import { replayQueues } from "../testing/replay-queue";

/** Runs with models of the store: the real ones, loaded for the run and unloaded after it. */
const replay = replayQueues();

test("another recogniser and a language model of the store hear and answer a recorded turn", async () => {
  const [spoken] = await spokenSentences(["What is the capital of France?"]);
  if (!spoken) throw new Error("Nothing was spoken.");
  const { pcm, sampleRateHz } = spoken;
  const turn = { userAudio: { pcm, sampleRateHz }, language: "en" } as const;
  const { start, request, over, viewOf, db } = await replay.open({ turns: 1, turn, store, cpuThreads });
  await start();
  const runId = await request({
    stt: { kind: "store", model: "whisper-base" },
    llm: { kind: "store", model: "qwen2.5-coder-1.5b-instruct" },
    systemPrompt: { en: "Answer in one short sentence." },
    ...{ temperature: 0, seed: 1 },
  });
  await expect.poll(async () => (await viewOf(runId))?.waits_for, { interval: 10 }).toBe("model_loading");
  await over(runId).toBe("done");
  const [result] = db.select().from(replayResults).all();
  expect(result?.facts).toMatchObject({
    outcome: "done",
    models: { stt: "whisper-base", llm: "qwen2.5-coder-1.5b-instruct", tts: "stand-in-tts" },
  });
  expect(result?.userText).toMatch(/capital of France/i);
  expect(result?.aiText).toMatch(/Paris/i);
  expect(result?.facts.calls.find(({ call }) => call === "reply")).toMatchObject({ temperature: 0, seed: 1 });
  // The house's own were not asked.
  expect([...(await replay.standIns.stt.calls()), ...(await replay.standIns.llm.calls())]).toEqual([]);
  const { models } = (await viewOf(runId))?.frozen ?? {};
  expect(models?.map(({ role, model, server }) => [role, model, server])).toEqual([
    ["stt", "whisper-base", null],
    ["llm", "qwen2.5-coder-1.5b-instruct", null],
    ["tts", "stand-in-tts", null],
  ]);
  const [llmFile] = catalogue["qwen2.5-coder-1.5b-instruct"].files;
  expect(models?.map(({ sha256 }) => sha256)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), llmFile?.sha256, null]);
}, 180_000);

test("a model that this version can't load fails the run as a whole", async () => {
  const { start, request, over, viewOf } = await replay.open({ turns: 1, store, cpuThreads });
  await start();
  const runId = await request({ llm: { kind: "store", model: "qwen2.5-1.5b-instruct-of-tomorrow" } });
  await over(runId).toBe("failed");
  expect(await viewOf(runId)).toMatchObject({ failed_code: "model_unavailable", done_count: 0 });
});
