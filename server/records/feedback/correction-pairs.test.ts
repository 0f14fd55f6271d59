import { rm } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { conversations, turnCorrections, turnDetails } from "../../../drizzle/schema";
import { deleteConversation, restoreConversation } from "../sessions/delete-conversation";
import { startSession } from "../sessions/start-session";
import { filesInZip } from "../testing/files-in-zip";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { transcriptAccuracy } from "./accuracy";
import { correctionPairs, exportCorrectionPairs } from "./correction-pairs";

const sound = { pcm: new Int16Array(1_600).fill(7), sampleRateHz: 16_000 };

async function house() {
  const fixture = openTestDb();
  const ada = fixture.as(await fixture.person("ada"));
  const qq = fixture.as(await fixture.person("qq", "qa"));
  const { sessionId } = await startSession(ada, sessionOptions);
  let number = 0;
  const say = async (userText: string, change: Partial<Parameters<typeof turnInput>[2]> = {}) => {
    number += 1;
    const turnId = `t${number}`;
    const turn = { turnId, userText, language: "zh-TW" as const, userAudio: sound, ...change };
    const { conversationId } = await recordTurn(ada, turnInput(sessionId, number, turn));
    return { turnId, conversationId };
  };
  /** As the verb does it, whose own test is beside it. */
  const correct = ({ conversationId }: { conversationId: number }, text: string) => {
    const of = eq(conversations.id, conversationId);
    const { userText } = fixture.db.select().from(conversations).where(of).get() ?? { userText: "" };
    const details = eq(turnDetails.conversationId, conversationId);
    const heard = fixture.db.select().from(turnDetails).where(details).get()?.recognisedText ?? userText;
    fixture.db.update(turnDetails).set({ recognisedText: heard }).where(details).run();
    fixture.db.update(conversations).set({ userText: text }).where(of).run();
    const change = { previousText: userText, text, userId: 1, createdAt: fixture.clock.nowS };
    fixture.db
      .insert(turnCorrections)
      .values({ conversationId, ...change })
      .run();
  };
  return { ...fixture, ada, qq, sessionId, say, correct };
}

const all = async (ctx: Parameters<typeof correctionPairs>[0]) => {
  const pairs = [];
  for await (const { turnId, heard, meant } of correctionPairs(ctx)) pairs.push([turnId, heard, meant]);
  return pairs;
};

test("of all corrections of a turn the newest holds, wherever it was made; what was first recognised stays", async () => {
  const { qq, say, correct, clock } = await house();
  const inHistory = await say("請洽範經理");
  correct(inHistory, "請洽范經里");
  correct(inHistory, "請洽范經理");
  const inChat = await say("我要開站");
  await say("我要開戰", { userAudio: null, supersedesTurnId: inChat.turnId });
  await say("我要開戶", { userAudio: null, supersedesTurnId: "t3" });
  const right = await say("你好");
  correct(right, "你好");
  const again = await say("說一次");
  await say("說一次", { userAudio: null, supersedesTurnId: again.turnId });
  const both = await say("甲");
  await say("乙", { userAudio: null, supersedesTurnId: both.turnId });
  clock.nowS += 10;
  correct(both, "丙");
  await say("沒有人聽過");
  expect(await all(qq)).toEqual([
    ["t1", "請洽範經理", "請洽范經理"],
    ["t2", "我要開站", "我要開戶"],
    ["t5", "你好", "你好"],
    ["t8", "甲", "丙"],
  ]);
});

test("staff may not ask for what everybody was understood to say", async () => {
  const { ada } = await house();
  await expect(all(ada)).rejects.toMatchObject({ code: "forbidden" });
  await expect(transcriptAccuracy(ada)).rejects.toMatchObject({ code: "forbidden" });
  await expect(exportCorrectionPairs(ada)).rejects.toMatchObject({ code: "forbidden" });
});

test("the error rate counts what somebody checked, by recogniser and language", async () => {
  const { qq, say, correct } = await house();
  correct(await say("請洽範經理"), "請洽范經理");
  correct(await say("你好，謝謝"), "你好，謝謝");
  await say("沒有人聽過");
  const english = { language: "en" as const, models: { stt: "another", llm: null, tts: null } };
  correct(await say("the bank is clothed", english), "The bank is closed.");
  const [zh, en] = await transcriptAccuracy(qq);
  expect(zh).toMatchObject({ language: "zh-TW", turns: 3, checked_turns: 2, wrong_turns: 1, errors: 1, units: 9 });
  expect(en).toEqual({
    ...{ stt_model: "another", language: "en", turns: 1, checked_turns: 1, wrong_turns: 1, errors: 1, units: 4 },
  });
});

test("what was counted follows new corrections, edits in the chat, and conversations deleted and brought back", async () => {
  const { ada, qq, sessionId, say, correct } = await house();
  const checked = async () => (await transcriptAccuracy(qq)).map((row) => [row.turns, row.checked_turns, row.errors]);
  const turn = await say("請洽範經理");
  expect(await checked()).toEqual([[1, 0, 0]]);
  correct(turn, "請洽范經里");
  expect(await checked()).toEqual([[1, 1, 2]]);
  correct(turn, "請洽范經理");
  expect(await checked()).toEqual([[1, 1, 1]]);
  const edited = await say("我要開站");
  await say("我要開戶", { userAudio: null, supersedesTurnId: edited.turnId });
  expect(await checked()).toEqual([[2, 2, 2]]);
  await deleteConversation(ada, { sessionId });
  expect(await checked()).toEqual([]);
  await restoreConversation(ada, { sessionId });
  expect(await checked()).toEqual([[2, 2, 2]]);
});

test("pairs leave with their sounds; one whose sound is gone says so", async () => {
  const { qq, say, correct, dataDir, sessionId } = await house();
  correct(await say("請洽範經理"), "請洽范經理");
  correct(await say("甲"), "乙");
  await rm(join(dataDir, "audio/raw", `${sessionId}_2.wav`));
  const files = await filesInZip(await buffer(await exportCorrectionPairs(qq)));
  expect([...files.keys()]).toEqual(["audio/t1.wav", "pairs.jsonl"]);
  const lines = (files.get("pairs.jsonl")?.toString() ?? "")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { audio: "audio/t1.wav", heard: "請洽範經理", meant: "請洽范經理", language: "zh-TW", audio_ms: 100 },
    { audio: null, heard: "甲", meant: "乙" },
  ]);
});
