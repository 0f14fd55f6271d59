import { hearing } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

/** A real voice at the microphone, real voice detection; the models are stand-ins. */
const test = base.extend<{ chat: ChatPage }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearing("What is the capital of France?", launchOptions)),
    { scope: "worker" },
  ],
  chat: async ({ page, logInAs }, use) => {
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.expectDock("ready");
    await chat.keepSoundAsItIs();
    await use(chat);
  },
});

test("hears a question, ends the turn by itself, and answers aloud", async ({ chat, server }) => {
  const question = "What is the capital of France?";
  await server.standIns.stt.configure({ answer: question });
  await server.standIns.llm.configure({ answers: ["Paris."] });
  await chat.microphone.click();
  await expect(chat.turn(1).transcript).toContainText(question, { timeout: 20_000 });
  await expect(chat.turn(1).reply).toHaveText("Paris.");
  await chat.expectPlayed(200);
  await chat.expectStatus(1, "completed");
  await chat.expectDock("listening");
});
