import { expect, test } from "vitest";
import { qualityTags, turnDetails } from "../../../drizzle/schema";
import type { RecordsContext } from "../context";
import { listConversationSummaries } from "../sessions/conversation-summaries";
import { readConversation } from "../sessions/conversations";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { correctTurn } from "./correct-turn";
import { addNote, removeNote } from "./notes";
import { rateTurn } from "./rate-turn";
import { tagTurn } from "./tag-turn";

async function oneTurn(changes: Parameters<typeof turnInput>[2] = {}) {
  const fixture = openTestDb();
  const ada = fixture.as(await fixture.person("ada"));
  const bob = fixture.as(await fixture.person("bob"));
  const quinn = fixture.as(await fixture.person("quinn", "qa"));
  const quentin = fixture.as(await fixture.person("quentin", "qa"));
  const { sessionId } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(sessionId, 1, { userText: "two new bank", ...changes }));
  const turnId = `${sessionId}-t1`;
  const tags = fixture.db
    .insert(qualityTags)
    .values([
      { nameZh: "慢", nameEn: "slow", createdAt: 1 },
      { nameZh: "舊", nameEn: "old", createdAt: 1, retiredAt: 2 },
    ])
    .returning()
    .all();
  /** What people said about the turn, as the reader sees it. */
  const feedbackFor = async (ctx: RecordsContext) => {
    const said = (await readConversation(ctx, { sessionId })).feedback?.[turnId];
    return said ?? { thumbs: [], tags: [], notes: [], corrections: [] };
  };
  return { ...fixture, ada, bob, quinn, quentin, sessionId, turnId, tags, feedbackFor };
}

test("a person has one thumb for a turn, which changes and goes; the list counts everybody's", async () => {
  const { ada, quinn, turnId, sessionId, clock, feedbackFor } = await oneTurn();
  await rateTurn(ada, { turnId, thumb: "up" });
  await rateTurn(ada, { turnId, thumb: "down" });
  await rateTurn(quinn, { turnId, thumb: "up" });
  expect((await feedbackFor(ada)).thumbs).toEqual([
    { by: "ada", at: clock.nowS, own: true, thumb: "down" },
    { by: "quinn", at: clock.nowS, own: false, thumb: "up" },
  ]);
  const [listed] = (await listConversationSummaries(ada)).conversations;
  expect(listed).toMatchObject({ thumbs_up: 1, thumbs_down: 1 });
  await rateTurn(ada, { turnId, thumb: null });
  expect((await readConversation(quinn, { sessionId })).feedback?.[turnId]?.thumbs).toMatchObject([{ by: "quinn" }]);
});

test("a tag says who put it first; a retired or unknown one can't be put, but comes off", async () => {
  const { quinn, quentin, turnId, tags, feedbackFor } = await oneTurn();
  const [slow, old] = tags.map(({ id }) => id);
  await tagTurn(quinn, { turnId, tagId: slow ?? 0, isSet: true });
  await tagTurn(quentin, { turnId, tagId: slow ?? 0, isSet: true });
  expect((await feedbackFor(quinn)).tags).toMatchObject([{ by: "quinn", own: true, tag_id: slow }]);
  for (const tagId of [old ?? 0, 99]) {
    await expect(tagTurn(quinn, { turnId, tagId, isSet: true })).rejects.toMatchObject({ code: "not_found" });
  }
  await tagTurn(quentin, { turnId, tagId: slow ?? 0, isSet: false });
  expect((await feedbackFor(quinn)).tags).toEqual([]);
});

test("a note is removed by who wrote it only", async () => {
  const { quinn, quentin, turnId, feedbackFor } = await oneTurn();
  const { noteId } = await addNote(quinn, { turnId, text: " It said 台新. " });
  expect((await feedbackFor(quentin)).notes).toMatchObject([{ by: "quinn", text: "It said 台新." }]);
  await expect(removeNote(quentin, { noteId })).rejects.toMatchObject({ code: "not_found" });
  await removeNote(quinn, { noteId });
  expect((await feedbackFor(quentin)).notes).toEqual([]);
});

test("a correction changes the record and the search; what was recognised stays", async () => {
  const { ada, quinn, turnId, sessionId } = await oneTurn();
  const { correctionId } = await correctTurn(ada, { turnId, text: "Taishin Bank", basedOn: null });
  await correctTurn(quinn, { turnId, text: "台新銀行", basedOn: correctionId });
  const view = await readConversation(ada, { sessionId });
  expect(view.turns).toMatchObject([{ user_text: "台新銀行", recognised_text: "two new bank" }]);
  expect(view.feedback?.[turnId]?.corrections).toMatchObject([
    { by: "ada", previous_text: "two new bank", text: "Taishin Bank" },
    { by: "quinn", previous_text: "Taishin Bank", text: "台新銀行" },
  ]);
  const found = async (q: string) => (await listConversationSummaries(ada, { q })).conversations.length;
  expect([await found("台新"), await found("two"), await found("taishin")]).toEqual([1, 0, 0]);
  expect((await listConversationSummaries(ada, { corrected: true })).conversations).toHaveLength(1);
});

test("of two people who correct at once, the second is refused, and sees the first's", async () => {
  const { quinn, quentin, turnId, feedbackFor } = await oneTurn();
  const both = await Promise.allSettled([
    correctTurn(quinn, { turnId, text: "first", basedOn: null }),
    correctTurn(quentin, { turnId, text: "second", basedOn: null }),
  ]);
  expect(both).toMatchObject([{ status: "fulfilled" }, { status: "rejected", reason: { code: "conflict" } }]);
  const { corrections } = await feedbackFor(quentin);
  expect(corrections).toMatchObject([{ by: "quinn", text: "first", own: false }]);
  await correctTurn(quentin, { turnId, text: "second", basedOn: corrections[0]?.id ?? null });
});

test("the text as it is says that it is right, and changes nothing", async () => {
  const { ada, turnId, sessionId } = await oneTurn();
  await correctTurn(ada, { turnId, text: "two new bank", basedOn: null });
  const [turn] = (await readConversation(ada, { sessionId })).turns;
  expect(turn).toMatchObject({ user_text: "two new bank", recognised_text: null });
  expect((await listConversationSummaries(ada, { corrected: true })).conversations).toEqual([]);
});

test("a typed turn has nothing to correct", async () => {
  const { ada, turnId } = await oneTurn({ userAudio: null });
  const asked = correctTurn(ada, { turnId, text: "other", basedOn: null });
  await expect(asked).rejects.toMatchObject({ code: "invalid_input" });
});

test("another person's turn answers as a missing one", async () => {
  const { bob, turnId, db } = await oneTurn();
  const refused = async (id: string) =>
    Promise.all(
      [
        () => rateTurn(bob, { turnId: id, thumb: "up" }),
        () => correctTurn(bob, { turnId: id, text: "x", basedOn: null }),
      ].map((act) => act().catch(({ code, message }: { code: string; message: string }) => ({ code, message }))),
    );
  expect(await refused(turnId)).toEqual(await refused("none"));
  // A turn of nobody is nobody's.
  db.update(turnDetails).set({ userId: null }).run();
  expect(await refused(turnId)).toEqual(await refused("none"));
});

test.each([{ text: "" }, { text: "  " }, { text: "x".repeat(2_001) }])("a note %j is refused", async ({ text }) => {
  const { quinn, turnId } = await oneTurn();
  await expect(addNote(quinn, { turnId, text })).rejects.toMatchObject({ code: "invalid_input" });
});
