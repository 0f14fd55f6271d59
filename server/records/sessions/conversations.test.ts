import { expect, test } from "vitest";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { indexOlderTurns } from "../search/index-older-turns";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, timings, turnInput } from "../testing/turn-input";
import { turnAudioPath } from "../turns/find-turn-audio";
import { recordTurn } from "../turns/record-turn";
import { listConversations, readConversation } from "./conversations";
import { startSession } from "./start-session";

const wordsOnly = { userAudio: null, replyAudio: null };

async function twoPeople() {
  const fixture = openTestDb();
  const ada = fixture.as(await fixture.person("ada"));
  const bob = fixture.as(await fixture.person("bob"));
  const qa = fixture.as(await fixture.person("quinn", "qa"));
  const talk = async (ctx: typeof ada, turns: number) => {
    const { sessionId } = await startSession(ctx, sessionOptions);
    for (let turn = 1; turn <= turns; turn++) await recordTurn(ctx, turnInput(sessionId, turn, wordsOnly));
    return sessionId;
  };
  return { ...fixture, ada, bob, qa, talk };
}

test("there is one entry for each session, newest first, with its turns in order", async () => {
  const { ada, talk, clock } = await twoPeople();
  const first = await talk(ada, 2);
  const begun = clock.nowS;
  clock.nowS += 10;
  const second = await talk(ada, 1);
  await recordTurn(ada, turnInput(first, 3, wordsOnly));
  const { conversations: list, nextCursor } = await listConversations(ada);
  expect(list.map((conversation) => conversation.id)).toEqual([second, first]);
  expect(list[1]).toMatchObject({ created_at: begun, username: "ada" });
  expect(list[1]?.turns.map((turn) => turn.turn_number)).toEqual([1, 2, 3]);
  expect(list[1]?.turns[0]).toMatchObject({
    models: { llm: "qwen2.5-coder-1.5b-instruct" },
    timings,
    error_code: null,
  });
  expect(nextCursor).toBeNull();
});

test("pages neither repeat nor skip while new turns arrive", async () => {
  const { ada, bob, qa, talk } = await twoPeople();
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.unshift(await talk(i % 2 ? bob : ada, 2));
  const seen: string[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await listConversations(qa, { limit: 3, cursor });
    seen.push(...page.conversations.map((conversation) => conversation.id));
    // A new session and a new turn of an old one, between two pages.
    await talk(ada, 1);
    await recordTurn(ada, turnInput(ids[6] ?? "", seen.length + 10, wordsOnly));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(ids);
});

test("staff see their own, QA sees everybody's and can ask for their own", async () => {
  const { ada, bob, qa, talk } = await twoPeople();
  const adas = await talk(ada, 1);
  const bobs = await talk(bob, 1);
  const ids = async (ctx: typeof ada, scope?: "own" | "all") =>
    (await listConversations(ctx, { scope })).conversations.map((conversation) => conversation.id);
  expect(await ids(ada)).toEqual([adas]);
  expect(await ids(qa)).toEqual([bobs, adas]);
  expect(await ids(qa, "own")).toEqual([]);
  await expect(ids(ada, "all")).rejects.toMatchObject({ code: "forbidden" });
  expect((await readConversation(qa, { sessionId: bobs })).id).toBe(bobs);
  await expect(readConversation(ada, { sessionId: bobs })).rejects.toMatchObject({ code: "not_found" });
});

test("a conversation row without a turn_details row is shown to QA with the data that it has", async () => {
  const { ada, qa, db } = await twoPeople();
  db.insert(conversations)
    .values({ sessionId: "old", turnNumber: 1, userAudioPath: "", userText: "hi", aiText: "hello", createdAt: 5 })
    .run();
  expect((await listConversations(qa)).conversations).toMatchObject([
    { id: "old", created_at: 5, username: null, turns: [{ turn_id: null, user_text: "hi", timings: null }] },
  ]);
  expect((await listConversations(ada)).conversations).toEqual([]);
});

test("a search finds conversations with all its words in one turn, in any case, among those one may read", async () => {
  const { ada, bob, qa } = await twoPeople();
  const say = async (ctx: typeof ada, ...turns: [string, string][]) => {
    const { sessionId } = await startSession(ctx, sessionOptions);
    for (const [index, [userText, aiText]] of turns.entries()) {
      await recordTurn(ctx, turnInput(sessionId, index + 1, { ...wordsOnly, userText, aiText }));
    }
    return sessionId;
  };
  const wire = await say(ada, ["Wire transfers?", "Yes."], ["What limit?", "Fifty thousand (50,000), 100%."]);
  const room = await say(ada, ["今天下午的會議室", "三點有空_"]);
  const bobs = await say(bob, ["Another wire", "C:\\temp"]);
  const found = async (ctx: typeof ada, q: string) =>
    (await listConversations(ctx, { q })).conversations.map(({ id }) => id);
  expect(await found(ada, "FIFTY 100%")).toEqual([wire]);
  expect(await found(ada, "FIFTY wire")).toEqual([]);
  expect(await found(ada, "fifty 會議")).toEqual([]);
  expect(await found(ada, "會議")).toEqual([room]);
  expect(await found(ada, "wire")).toEqual([wire]);
  expect(await found(qa, " wire ")).toEqual([bobs, wire]);
  expect(await found(qa, "wire bob")).toEqual([bobs]);
  expect(await found(qa, "  ")).toEqual([bobs, room, wire]);
  expect(await Promise.all(["%", "_", "\\", "'"].map((q) => found(qa, q)))).toEqual([[], [], [], []]);
  expect((await listConversations(ada, { q: "wire" })).conversations[0]?.turns).toHaveLength(2);
});

test("pages of a search among thousands of turns neither repeat nor skip", async () => {
  const { ada, db, system } = await twoPeople();
  const userId = ada.actor.kind === "user" ? ada.actor.userId : 0;
  const rows = Array.from({ length: 3_000 }, (_, at) => ({
    sessionId: `s${Math.floor(at / 3)}`,
    turnNumber: (at % 3) + 1,
    userAudioPath: "",
    userText: at % 30 === 2 ? `the needle number ${at}` : `hay ${at}`,
    aiText: "An answer.",
    createdAt: at,
  }));
  db.transaction((tx) => {
    for (const row of rows) {
      const { id } = tx.insert(conversations).values(row).returning({ id: conversations.id }).get();
      const side = { language: "en", mode: "fast", voice: "builtin:a", timings, userAudioMs: 0, aiAudioMs: 0 };
      tx.insert(turnDetails)
        .values({ conversationId: id, turnId: `t${id}`, userId, ...side, interrupted: false })
        .run();
    }
  });
  await indexOlderTurns(system);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listConversations(ada, { q: "NEEDLE answer", limit: 30, cursor });
    seen.push(...page.conversations.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(Array.from({ length: 100 }, (_, at) => `s${990 - at * 10}`));
});

test.each([
  { limit: 0 },
  { limit: 1.5 },
  { limit: 100_000 },
  { cursor: "-1" },
  { cursor: "5" },
  { q: "x".repeat(101) },
  { limit: Number.NaN },
])("%j is refused", async (input) => {
  const { ada } = await twoPeople();
  await expect(listConversations(ada, input)).rejects.toMatchObject({ code: "invalid_input" });
});

test("a turn's audio is for those who may read the turn", async () => {
  const { ada, bob, qa, dataDir } = await twoPeople();
  const { sessionId } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(sessionId, 1, { replyAudio: null }));
  const turnId = `${sessionId}-t1`;
  expect(await turnAudioPath(ada, { turnId, side: "user" })).toBe(`${dataDir}/audio/raw/${sessionId}_1.wav`);
  expect(await turnAudioPath(qa, { turnId, side: "user" })).toContain("audio/raw");
  for (const [ctx, side] of [
    [bob, "user"],
    [ada, "reply"],
  ] as const) {
    await expect(turnAudioPath(ctx, { turnId, side })).rejects.toMatchObject({ code: "not_found" });
  }
  for (const bad of ["../../app.db", "..%2f", "a/b"]) {
    await expect(turnAudioPath(ada, { turnId: bad, side: "user" })).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("a row that names a file outside the audio folder does not give access to it", async () => {
  const { ada, db } = await twoPeople();
  const { sessionId } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(sessionId, 1, wordsOnly));
  const turnId = db.select().from(turnDetails).get()?.turnId ?? "";
  for (const path of ["app.db", "audio/../app.db", "/etc/passwd", "audio/raw/../../app.db", "audio\\x", "audio/\0"]) {
    db.update(conversations).set({ userAudioPath: path }).run();
    await expect(turnAudioPath(ada, { turnId, side: "user" })).rejects.toMatchObject({ code: "not_found" });
  }
});
