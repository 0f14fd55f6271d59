import { expect, test } from "vitest";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, timings, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { listConversationSummaries } from "./conversation-summaries";
import { listConversations, readConversation } from "./conversations";
import { startSession } from "./start-session";

async function talk() {
  const fixture = openTestDb();
  const ada = fixture.as(await fixture.person("ada"));
  const bob = fixture.as(await fixture.person("bob"));
  const { sessionId } = await startSession(ada, sessionOptions);
  const say = (turnNumber: number, changes: Parameters<typeof turnInput>[2] = {}) =>
    recordTurn(ada, turnInput(sessionId, turnNumber, { userAudio: null, replyAudio: null, ...changes }));
  return { ...fixture, ada, bob, sessionId, say };
}

test("a summary has first words, last voice, counts and the longest wait; nobody else's is listed", async () => {
  const { ada, bob, sessionId, say, clock } = await talk();
  await say(1, { userText: " ", errorCode: "stt_failed", timings: { ...timings, first_audio_ms: null } });
  await say(2, {
    userText: "你好",
    language: "zh-TW",
    replyAudio: { pcm: new Int16Array(24_000), sampleRateHz: 24_000 },
  });
  await say(3, {
    endedBy: "barge_in",
    timings: { ...timings, first_audio_ms: 1_900 },
    voice: { kind: "builtin", name: "b" },
  });
  expect(await listConversationSummaries(ada)).toEqual({
    conversations: [
      {
        id: sessionId,
        created_at: clock.nowS,
        username: "ada",
        turn_count: 3,
        words: { text: "你好", language: "zh-TW" },
        voice: "builtin:b",
        sound_ms: 1_000,
        worst_first_audio_ms: 1_900,
        error_count: 1,
        interruption_count: 1,
        title: null,
        found_turn_id: null,
        thumbs_up: 0,
        thumbs_down: 0,
        tag_count: 0,
      },
    ],
    nextCursor: null,
  });
  expect((await listConversationSummaries(bob)).conversations).toEqual([]);
});

test("a search shows an excerpt around its words", async () => {
  const { ada, say } = await talk();
  await say(1, { userText: "Hello.", aiText: `${"x".repeat(500)} the NEEDLE ${"y".repeat(500)}` });
  const [found] = (await listConversationSummaries(ada, { q: "needle" })).conversations;
  expect(found?.words?.text).toContain("the NEEDLE");
  expect(found?.words?.text.length).toBeLessThan(250);
  expect((await listConversationSummaries(ada, { q: "ada" })).conversations[0]?.words?.text).toBe("Hello.");
});

test("the list has the 50 newest turns of a long conversation and its number of turns; reading it gives all", async () => {
  const { ada, sessionId, say } = await talk();
  for (let turn = 1; turn <= 53; turn++) await say(turn);
  const [listed] = (await listConversations(ada)).conversations;
  expect(listed?.turns.map((turn) => turn.turn_number)).toEqual(Array.from({ length: 50 }, (_, at) => at + 4));
  expect(listed?.turn_count).toBe(53);
  expect(await readConversation(ada, { sessionId })).toMatchObject({ turn_count: 53, turns: { length: 53 } });
});

test("what many turns fulfil in part and none whole is looked for in several reads, with other work in between", async () => {
  const { ada, sqlite } = await talk();
  const rows = sqlite.prepare(
    "INSERT INTO conversations (session_id, turn_number, user_audio_path, user_text, ai_text, created_at) VALUES (?, 1, '', 'hay', 'hay', ?)",
  );
  const thumbs = sqlite.prepare("INSERT INTO turn_thumbs VALUES (?, (SELECT id FROM users), 'up', 1)");
  sqlite.transaction(() => {
    for (let at = 0; at < 20_000; at++) {
      const { lastInsertRowid } = rows.run(`s${at}`, at % 2);
      if (at % 2 === 0) thumbs.run(lastInsertRowid);
    }
  })();
  const qa = { ...ada, actor: { kind: "system", job: "command_line" } as const };
  let rounds = 0;
  const counting = setInterval(() => (rounds += 1), 0);
  expect((await listConversationSummaries(qa, { from: 1, to: 2, rating: "up" })).conversations).toEqual([]);
  clearInterval(counting);
  expect(rounds).toBeGreaterThan(10);
});

test("other work runs between parts of a long list", async () => {
  const { ada, sqlite } = await talk();
  const rows = sqlite.prepare(
    "INSERT INTO conversations (session_id, turn_number, user_audio_path, user_text, ai_text, created_at) VALUES (?, 1, '', 'hay', 'hay', 1)",
  );
  for (let at = 0; at < 200; at++) rows.run(`s${at}`);
  const qa = { ...ada, actor: { kind: "system", job: "command_line" } as const };
  let rounds = 0;
  let counting = setImmediate(function count() {
    rounds += 1;
    counting = setImmediate(count);
  });
  const { conversations } = await listConversationSummaries(qa, { limit: 200 });
  clearImmediate(counting);
  expect(conversations).toHaveLength(200);
  expect(rounds).toBeGreaterThanOrEqual(10);
});
