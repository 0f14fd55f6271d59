import { hearingOppositePhases } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

const question = "What is the capital of France?";

/** A stereo microphone whose channels cancel each other when they are added. */
const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearingOppositePhases(question, launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
});

test("two channels in opposite phase are heard all the same", async ({ page, server, logInAs }) => {
  await server.standIns.stt.configure({ answer: question });
  await server.standIns.llm.configure({ answers: ["Paris."] });
  await logInAs("staff");
  const chat = new ChatPage(page);
  await chat.goto();
  await chat.keepSoundAsItIs();
  await chat.microphone.click();
  await expect(chat.turn(1).transcript).toContainText(question, { timeout: 20_000 });
});
