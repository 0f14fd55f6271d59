import { expect, test } from "vitest";
import { testChatServers } from "../../testing/test-chat-server";

const servers = testChatServers();

test("half a character from a client becomes U+FFFD, halves from the model are joined, also in the history", async () => {
  await servers.standIns.llm.configure({ answer: "我在𠮷野家👩‍💻。", splitsCharacters: true });
  const server = await servers.open();
  const { client } = await server.startSession({ language: "en" });
  if ("plain" in client.raw) client.raw.plain.send('{"type":"text_input","text":"\\ud800 𡃁仔"}');
  await client.waitFor("turn_completed");
  const tokens = client.of("llm_token").map(({ token }) => token);
  expect(tokens.join("")).toBe("我在𠮷野家👩‍💻。");
  expect(tokens.filter((token) => !token.isWellFormed())).toEqual([]);
  const asked = (await servers.standIns.llm.calls()).map(({ fields }) => JSON.stringify(fields.messages));
  expect(asked.at(-1)).toContain("\uFFFD 𡃁仔");
});
