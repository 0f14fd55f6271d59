import { expect, test } from "vitest";
import { qualityTags, turnDetails } from "../../../drizzle/schema";
import { turnCall as call } from "../../../lib/testing/turn-call";
import { correctTurn } from "../feedback/correct-turn";
import { rateTurn } from "../feedback/rate-turn";
import { tagTurn } from "../feedback/tag-turn";
import { indexOlderTurns } from "../search/index-older-turns";
import { countUnindexedTurns } from "../search/unindexed-turns";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, timings, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { listUsedModels } from "../turns/used-models";
import { listConversationSummaries } from "./conversation-summaries";
import type { ListConversationsInput } from "./conversations";
import { startSession } from "./start-session";

async function house() {
  const fixture = openTestDb();
  const ada = fixture.as(await fixture.person("ada"));
  const bob = fixture.as(await fixture.person("bob"));
  const quinn = fixture.as(await fixture.person("quinn", "qa"));
  type Turn = Parameters<typeof turnInput>[2];
  const say = async (ctx: typeof ada, ...turns: NonNullable<Turn>[]) => {
    const { sessionId } = await startSession(ctx, sessionOptions);
    for (const [at, turn] of turns.entries()) {
      await recordTurn(ctx, turnInput(sessionId, at + 1, { userAudio: null, replyAudio: null, ...turn }));
    }
    return sessionId;
  };
  const found = async (ctx: typeof ada, input: ListConversationsInput) =>
    (await listConversationSummaries(ctx, input)).conversations.map(({ id }) => id);
  return { ...fixture, ada, bob, quinn, say, found };
}

test("a word of two characters is found inside others, and the result opens at its turn", async () => {
  const { ada, say } = await house();
  const id = await say(ada, { userText: "早安" }, { userText: "我想問信用卡年費", aiText: "年費是三千元。" });
  const [result] = (await listConversationSummaries(ada, { q: "年費" })).conversations;
  expect(result).toMatchObject({ id, found_turn_id: `${id}-t2`, words: { text: "我想問信用卡年費" } });
});

test.each([
  ["卡年", 1],
  ["年", 1],
  ["費", 1],
  ["信用卡年費", 1],
  ["信卡", 0],
  // All of its pairs are there, but not one after another.
  ["用卡年費信用", 0],
  ["iphone", 1],
  ["IPH", 1],
  ["phone", 0],
  ["15手機", 1],
  ["ｉＰｈｏｎｅ", 1],
  ["cafe", 1],
  ["iphone 年費", 1],
  ["iphone 天氣", 0],
])("%j finds %d", async (q, count) => {
  const { ada, say, found } = await house();
  await say(ada, { userText: "信用卡年費，用卡", aiText: "用iPhone 15手機付，在 Café。" });
  expect(await found(ada, { q })).toHaveLength(count);
});

test.each([
  '"',
  '""',
  "*",
  "a*b",
  "NEAR(question answer)",
  "words:question",
  "question AND",
  "OR OR OR",
  "^question",
  "(",
  "-question )",
  "question\0",
  "'; DROP TABLE turn_search; --",
  "§1",
  "{words} : question",
  "\u{D800}",
  "😀",
])("the syntax of the index is no syntax here: %j", async (q) => {
  const { ada, say, found } = await house();
  await say(ada, { userText: "question" });
  const ids = await found(ada, { q });
  expect(ids.length).toBeLessThanOrEqual(1);
});

test("what only other people said is not found, by no filter", async () => {
  const { ada, bob, quinn, say, found } = await house();
  const bobs = await say(bob, { userText: "secret plan", errorCode: "llm_failed" });
  await rateTurn(bob, { turnId: `${bobs}-t1`, thumb: "up" });
  const all: ListConversationsInput[] = [{ q: "secret" }, { errors: true }, { rating: "up" }, { person: "bob" }];
  for (const input of [...all, { q: "bob" }, { language: "en" as const }]) {
    expect(await found(ada, input)).toEqual([]);
    expect(await found(quinn, input)).toEqual([bobs]);
    expect(await found(quinn, { ...input, scope: "own" })).toEqual([]);
  }
});

test("each filter finds the conversations of which one turn fulfils all of it", async () => {
  const { ada, bob, quinn, say, found, db, clock } = await house();
  const plain = await say(ada, { userAudio: turnInput("s", 1).userAudio });
  const failed = await say(ada, { errorCode: "llm_failed" }, { endedBy: "barge_in" });
  clock.nowS += 1_000;
  const slow = await say(bob, { timings: { ...timings, first_audio_ms: 3_000 }, language: "zh-TW" });
  const other = await say(bob, {
    voice: { kind: "profile", profileId: 7 },
    models: { stt: "whisper", llm: "llama", tts: "kokoro" },
  });
  const turnId = `${plain}-t1`;
  const [tag] = db.insert(qualityTags).values({ nameZh: "慢", nameEn: "slow", createdAt: 1 }).returning().all();
  await rateTurn(ada, { turnId, thumb: "down" });
  await tagTurn(quinn, { turnId, tagId: tag?.id ?? 0, isSet: true });
  await correctTurn(ada, { turnId, text: "what was meant", basedOn: null });
  const expected: [ListConversationsInput, string[]][] = [
    [{}, [other, slow, failed, plain]],
    [{ person: "Bob" }, [other, slow]],
    [{ person: "nobody" }, []],
    [{ from: clock.nowS }, [other, slow]],
    [{ to: clock.nowS }, [failed, plain]],
    [{ voice: "7" }, [other]],
    [{ language: "zh-TW" }, [slow]],
    [{ model: "whisper" }, [other]],
    [{ model: "kokoro" }, [other]],
    [{ model: "kok" }, []],
    [{ rating: "down" }, [plain]],
    [{ rating: "up" }, []],
    [{ tag: tag?.id }, [plain]],
    [{ tag: 99 }, []],
    [{ errors: true }, [failed]],
    [{ interrupted: true }, [failed]],
    // The one turn failed, the other was interrupted.
    [{ errors: true, interrupted: true }, []],
    [{ corrected: true }, [plain]],
    [{ above: 2_000 }, [slow]],
    [{ q: "answer", person: "bob", above: 2_000 }, [slow]],
    [{ q: "meant", above: 2_000 }, []],
  ];
  for (const [input, ids] of expected) expect([input, await found(quinn, input)]).toEqual([input, ids]);
});

test("a turn is found by what one of its stages took, as the dashboard counts it", async () => {
  const { ada, bob, quinn, system, say, found, sqlite } = await house();
  const spoken = await say(ada, {
    userAudio: turnInput("s", 1).userAudio,
    calls: [
      call("transcript", { total_ms: 700 }),
      call("reply", { first_ms: 900.4 }),
      call("segment", { total_ms: 300, mode: "fast" }),
    ],
  });
  const typed = await say(bob, {
    mode: "hq",
    calls: [call("reply", { first_ms: 200 }), call("segment", { total_ms: 2_500, mode: "hq" })],
  });
  const expected: [ListConversationsInput, string[]][] = [
    [{ stage: "ttft" }, [typed, spoken]],
    // Over the target by less than a millisecond is over it.
    [{ stage: "ttft", above: 900 }, [spoken]],
    [{ stage: "ttft", above: 901 }, []],
    [{ stage: "ttft", above: 100, person: "bob" }, [typed]],
    [{ stage: "ttft", above: 100, person: "ada", errors: true }, []],
    [{ stage: "stt", above: 600 }, [spoken]],
    [{ stage: "tts_hq", above: 2_499 }, [typed]],
    [{ stage: "tts_hq", above: 2_500 }, []],
    [{ stage: "tts_fast" }, [spoken]],
    // A typed turn has no end of speech to count from.
    [{ stage: "first_audio", above: 1_000 }, [spoken]],
    [{ above: 1_000 }, [typed, spoken]],
    [{ stage: "end_to_end_long" }, []],
  ];
  for (const [input, ids] of expected) expect([input, await found(quinn, input)]).toEqual([input, ids]);
  expect(await found(ada, { stage: "ttft" })).toEqual([spoken]);
  // Turns from before stages were kept are taken up as they would be stored now; nothing else of them changes.
  const kept = () => sqlite.prepare("select * from turn_stages order by conversation_id").all();
  const [stored, words] = [kept(), sqlite.prepare("select id, sz from turn_search_docsize").all()];
  sqlite.exec("delete from turn_stages");
  expect(await countUnindexedTurns(quinn)).toBe(2);
  expect(await indexOlderTurns(system)).toBe(2);
  expect(kept()).toEqual(stored);
  expect(sqlite.prepare("select id, sz from turn_search_docsize").all()).toEqual(words);
  expect(await countUnindexedTurns(quinn)).toBe(0);
  sqlite.prepare("delete from conversations where session_id = ?").run(typed);
  expect(sqlite.prepare("select count(*) from turn_stages").pluck().get()).toBe(1);
});

test("a cursor goes on in its own list only", async () => {
  const { ada, quinn, say } = await house();
  for (let at = 0; at < 4; at++) await say(ada, { userText: "question" });
  const first = await listConversationSummaries(quinn, { limit: 2, q: "question" });
  const cursor = first.nextCursor ?? "";
  const next = await listConversationSummaries(quinn, { limit: 3, q: "question", cursor });
  expect(next.conversations).toHaveLength(2);
  expect(next.nextCursor).toBeNull();
  const refused: [typeof ada, ListConversationsInput][] = [
    [quinn, { cursor }],
    [quinn, { cursor, q: "question", errors: true }],
    [quinn, { cursor, q: "question", scope: "own" }],
    [ada, { cursor, q: "question" }],
    ...["7", "", "x", `${cursor}0`, "-1.0123456789ab", "9".repeat(40), "1.0123456789ab\0"].map(
      (bad): [typeof ada, ListConversationsInput] => [quinn, { cursor: bad, q: "question" }],
    ),
  ];
  for (const [ctx, input] of refused) {
    await expect(listConversationSummaries(ctx, input)).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("a word of thousands of turns is found page by page, newest first, and only where it is", async () => {
  const { quinn, system, sqlite, db } = await house();
  const turn = sqlite.prepare(
    "INSERT INTO conversations (session_id, turn_number, user_audio_path, user_text, ai_text, created_at) VALUES (?, ?, '', ?, '好', 1)",
  );
  sqlite.transaction(() => {
    for (let at = 0; at < 4_000; at++) turn.run(`s${at % 2_000}`, at < 2_000 ? 1 : 2, at % 5 ? "常常" : "從不");
  })();
  expect(await indexOlderTurns(system)).toBe(4_000);
  expect(await indexOlderTurns(system)).toBe(0);
  expect(db.select().from(turnDetails).all()).toEqual([]);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listConversationSummaries(quinn, { q: "常", limit: 200, cursor });
    seen.push(...page.conversations.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(
    Array.from({ length: 2_000 }, (_, at) => 1_999 - at)
      .filter((at) => at % 5)
      .map((at) => `s${at}`),
  );
});

test("filters that few or most of thousands of turns fulfil find the same as looking at each turn", async () => {
  const { quinn, ada, system, sqlite, found } = await house();
  const turn = sqlite.prepare(
    "INSERT INTO conversations (session_id, turn_number, user_audio_path, user_text, ai_text, created_at) VALUES (?, ?, '', ?, '好', ?)",
  );
  const details = sqlite.prepare(
    `INSERT INTO turn_details (conversation_id, turn_id, user_id, language, mode, voice, timings, user_audio_ms, ai_audio_ms, interrupted)
     VALUES (?, ?, ?, 'en', 'fast', ?, ?, 0, 0, 0)`,
  );
  const [adaId, quinnId] = [ada, quinn].map(({ actor }) => (actor.kind === "user" ? actor.userId : 0));
  sqlite.transaction(() => {
    for (let at = 0; at < 4_000; at++) {
      const { lastInsertRowid: id } = turn.run(`s${at % 2_000}`, at < 2_000 ? 1 : 2, at % 5 ? "常常" : "從不", at);
      const timing = JSON.stringify({ ...timings, first_audio_ms: at === 3_500 ? 9_000 : 1_000 });
      details.run(id, `t${at}`, at % 2 ? adaId : quinnId, at % 500 === 1 ? "7" : "builtin:a", timing);
    }
  })();
  await indexOlderTurns(system);
  const sevens = ["s1501", "s1001", "s501", "s1"];
  const newest = Array.from({ length: 20 }, (_, at) => `s${1_999 - at}`);
  const expected: [typeof ada, ListConversationsInput, string[]][] = [
    [quinn, { language: "en" }, newest],
    [quinn, { voice: "7" }, sevens],
    [ada, { voice: "7" }, sevens],
    [quinn, { voice: "7", scope: "own" }, []],
    [quinn, { voice: "7", q: "常" }, sevens],
    [quinn, { voice: "7", q: "從不" }, []],
    [quinn, { language: "en", q: "從不" }, Array.from({ length: 20 }, (_, at) => `s${1_995 - at * 5}`)],
    [quinn, { above: 5_000 }, ["s1500"]],
    [quinn, { above: 5_000, from: 3_501 }, []],
    [quinn, { from: 3_990, to: 3_992, language: "en" }, ["s1991", "s1990"]],
  ];
  for (const [ctx, input, ids] of expected) expect([input, await found(ctx, input)]).toEqual([input, ids]);
});

test("a reader is told how many turns no search can find yet, and which models their turns used", async () => {
  const { ada, bob, quinn, system, sqlite, say } = await house();
  await say(ada, { models: { stt: "whisper", llm: "llama", tts: null } });
  await say(bob, { models: { stt: "whisper", llm: "qwen", tts: null } });
  sqlite.exec("delete from turn_search");
  const counts = () => Promise.all([ada, bob, quinn].map((ctx) => countUnindexedTurns(ctx)));
  expect(await counts()).toEqual([1, 1, 2]);
  await indexOlderTurns(system);
  expect(await counts()).toEqual([0, 0, 0]);
  expect(await listUsedModels(ada)).toEqual(["llama", "whisper"]);
  expect(await listUsedModels(quinn)).toEqual(["llama", "qwen", "whisper"]);
});
