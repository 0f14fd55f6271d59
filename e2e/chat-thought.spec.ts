import { hearingTwice } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

/** Longer than the pause that ends an utterance, so that a reply is prepared meanwhile. */
const pauseMs = 1_500;

const test = base.extend<{ chat: ChatPage }>({
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearingTwice("What is the capital of France?", pauseMs, launchOptions)),
    { scope: "worker" },
  ],
  chat: async ({ page, logInAs }, use) => {
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.goto();
    await chat.keepSoundAsItIs();
    await use(chat);
  },
});

test("a pause in the middle of a thought stays one bubble, whose words grow", async ({ page, chat, server }) => {
  await server.standIns.stt.configure({ answer: "Ever tried." });
  await server.standIns.llm.configure({ answer: "Good for you.", firstLatencyMs: 8_000 });
  test.slow();
  await chat.microphone.click();
  await expect(chat.turn(1).item).toContainText("Ever tried.", { timeout: 30_000 });
  await server.standIns.stt.configure({ answer: "Ever tried. Ever failed." });
  await server.standIns.llm.configure({ answer: "No matter.", firstLatencyMs: 0 });
  await expect(chat.turn(1).item).toContainText("Ever tried. Ever failed.", { timeout: 30_000 });
  await chat.expectStatus(1, "completed");
  await expect(chat.turns).toHaveCount(1);
  await expect(chat.turn(1).reply).toHaveText("No matter.");
  const [conversation] = await (await page.request.get("/api/conversations?limit=1")).json();
  expect(conversation.turns).toMatchObject([
    { user_text: "Ever tried. Ever failed.", ai_text: "No matter.", interrupted: false, ended_by: "finished" },
  ]);
});
