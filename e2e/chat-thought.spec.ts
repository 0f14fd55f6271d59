import { hearingTwice } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

/** Longer than the pause that ends an utterance, so that a reply is prepared meanwhile. */
const pauseMs = 1_500;

const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearingTwice("What is the capital of France?", pauseMs, launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
});

/** What the recogniser hears before and after the pause, and the reply to both. */
const thoughts = {
  en: {
    locale: "en-US",
    begun: "Ever tried.",
    whole: "Ever tried. Ever failed.",
    early: "Good for you.",
    reply: "No matter.",
  },
  "zh-TW": {
    locale: "zh-TW",
    begun: "我想問，",
    whole: "我想問，范先生在嗎？",
    early: "您想問什麼？",
    reply: "范先生在三樓。",
  },
} as const;

for (const [language, thought] of Object.entries(thoughts) as [
  keyof typeof thoughts,
  (typeof thoughts)["en" | "zh-TW"],
][]) {
  test.describe(`in ${language}`, () => {
    test.use({ locale: thought.locale });

    test("a pause in the middle of a thought stays one bubble, whose words grow", async ({ page, logInAs, server }) => {
      test.slow();
      await logInAs("staff");
      const chat = new ChatPage(page, language);
      await chat.goto();
      await chat.keepSoundAsItIs();
      await server.standIns.stt.configure({ answer: thought.begun });
      await server.standIns.llm.configure({ answer: thought.early, firstLatencyMs: 8_000 });
      await chat.microphone.click();
      await expect(chat.turn(1).item).toContainText(thought.begun, { timeout: 30_000 });
      await server.standIns.stt.configure({ answer: thought.whole });
      await server.standIns.llm.configure({ answer: thought.reply, firstLatencyMs: 0 });
      await expect(chat.turn(1).item).toContainText(thought.whole, { timeout: 30_000 });
      await chat.expectStatus(1, "completed");
      await expect(chat.turns).toHaveCount(1);
      await expect(chat.turn(1).reply).toHaveText(thought.reply);
      const [conversation] = await (await page.request.get("/api/conversations?limit=1")).json();
      expect(conversation.turns).toMatchObject([
        { user_text: thought.whole, ai_text: thought.reply, interrupted: false, ended_by: "finished" },
      ]);
    });
  });
}
