import { expect, test } from "vitest";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { listConversationSummaries } from "./conversation-summaries";
import { readConversation } from "./conversations";
import { startSession } from "./start-session";

async function talk() {
  const fixture = openTestDb();
  const ada = fixture.as(await fixture.person("ada"));
  const { sessionId } = await startSession(ada, sessionOptions);
  const say = (turnNumber: number, userText: string, corrects: number | null = null) =>
    recordTurn(
      ada,
      turnInput(sessionId, turnNumber, {
        ...{ userAudio: null, replyAudio: null, userText },
        supersedesTurnId: corrects === null ? null : `${sessionId}-t${corrects}`,
      }),
    );
  const words = async () => {
    const [listed] = (await listConversationSummaries(ada)).conversations;
    const read = await readConversation(ada, { sessionId, newest: 1 });
    expect(read.turns).toHaveLength(1);
    expect(read.words).toEqual(listed?.words);
    return read.words?.text;
  };
  return { say, words };
}

test("a conversation is told by its first words, also where only its newest turns are read", async () => {
  const { say, words } = await talk();
  await say(1, " ");
  expect(await words()).toBeUndefined();
  await say(2, "The wire limit?");
  await say(3, "And twice?");
  expect(await words()).toBe("The wire limit?");
});

test("words that were corrected are told as corrected; a later correction leaves the first ones", async () => {
  const { say, words } = await talk();
  await say(1, "The wine limit?");
  await say(2, "The wire limit?", 1);
  await say(3, "And twice?");
  await say(4, "And three times?", 3);
  expect(await words()).toBe("The wire limit?");
});
