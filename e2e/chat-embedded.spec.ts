import { hearing } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

/** The whole product without stand-ins: a real voice, the real embedded models, a real browser. */
const test = base.extend<{ chat: ChatPage }>({
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearing("What is the capital of France?", launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
  chat: async ({ page, logInAs }, use) => {
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.goto({ timeout: 60_000 });
    await use(chat);
  },
});
test.use({
  environment: {
    ...{ AVATAR_STT_URL: "", AVATAR_LLM_URL: "", AVATAR_TTS_URL: "" },
    AVATAR_EMBEDDED_LLM: "qwen2.5-coder-1.5b-instruct",
  },
});
test.setTimeout(180_000);

test("a spoken question is understood, answered aloud, and kept with both sounds", async ({
  page,
  chat,
  historyPage,
}) => {
  await expect(page.getByRole("button", { name: "Trial model" })).toBeVisible();
  await chat.keepSoundAsItIs();
  await chat.microphone.click();
  const { transcript, reply, timings } = chat.turn(1);
  await expect(transcript).toContainText(/capital of france/i, { timeout: 60_000 });
  await expect(reply).toContainText(/\w+/, { timeout: 60_000 });
  await chat.expectPlayed(500);
  await expect(timings).toBeVisible({ timeout: 60_000 });
  // While the reply sounds, a press would stop it.
  await chat.expectDock("listening", { timeout: 60_000 });
  await chat.microphone.click();
  await chat.expectDock("ready", { timeout: 60_000 });
  await chat.expectStatus(1, "completed");
  const words = (await reply.textContent()) ?? "";

  await historyPage.goto();
  await historyPage.rows.first().click();
  const turn = historyPage.turn(1);
  await expect(turn).toContainText(/capital of france/i);
  await expect(turn).toContainText(words.slice(0, 20));
  const conversations = await (await page.request.get("/api/conversations?limit=1")).json();
  const [stored] = conversations[0].turns;
  for (const url of [stored.user_audio_url, stored.ai_audio_url]) {
    const sound = await page.request.get(url);
    expect(sound.status()).toBe(200);
    expect((await sound.body()).byteLength).toBeGreaterThan(10_000);
  }
});

test("a question typed in Chinese is answered in Chinese, aloud", async ({ page, chat }) => {
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("radio", { name: "繁體中文" }).click();
  await page.keyboard.press("Escape");
  await expect(chat.languageNotice).toHaveCount(0);
  await chat.keepSoundAsItIs();
  await chat.type("你好，請問台灣最高的山是哪一座？");
  await expect(chat.turn(1).reply).toContainText(/\p{Script=Han}{4}/u, { timeout: 120_000 });
  await chat.expectPlayed(500);
  await chat.expectStatus(1, "completed");
});
