import { hearing } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

/** People who have chosen nothing yet: typed questions are answered in silence, spoken ones aloud. */
const test = base.extend<{ chat: ChatPage }>({
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearing("What is the capital of France?", launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
  chat: async ({ page, logInAs, server }, use) => {
    await server.standIns.tts.forgetCalls();
    await server.standIns.stt.configure({ answer: "What is the capital of France?" });
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.goto();
    await use(chat);
  },
});
test.use({ replySpeech: null });

test("a typed question is answered in silence, and nothing is synthesised in vain", async ({ chat, server }) => {
  await server.standIns.llm.configure({ answers: ["Paris. It lies on the Seine."] });
  await chat.type("What is the capital of France?");
  await chat.expectStatus(1, "completed");
  // Nothing waits for a sound: all of the text is in full ink.
  await expect(chat.turn(1).heard).toHaveText("Paris. It lies on the Seine.");
  await chat.expectDock("ready");
  expect(await server.standIns.tts.calls()).toEqual([]);
  expect(await chat.playedMs()).toBe(0);
});

test("a spoken question is answered aloud", async ({ chat, server }) => {
  await chat.keepSoundAsItIs();
  await server.standIns.llm.configure({ answers: ["Paris."] });
  await chat.microphone.click();
  await expect(chat.turn(1).reply).toHaveText("Paris.", { timeout: 20_000 });
  await chat.expectPlayed(200);
});

test("a whole conversation in silence, by the switch and by its key; it is remembered on this device", async ({
  page,
  chat,
  server,
}) => {
  await expect(chat.speech).toHaveAttribute("data-choice", "when_spoken");
  await chat.speech.click();
  await expect(chat.speech).toHaveAttribute("data-choice", "never");
  await chat.keepSoundAsItIs();
  await server.standIns.llm.configure({ answers: ["Paris.", "Berlin.", "Rome."] });
  await chat.microphone.click();
  await chat.expectStatus(1, "completed");
  await chat.microphone.click();
  await page.reload();
  await chat.expectDock("ready");
  await expect(chat.speech).toHaveAttribute("data-choice", "never");
  await chat.type("And of Germany?");
  await chat.expectStatus(2, "completed");
  expect(await server.standIns.tts.calls()).toEqual([]);

  await chat.composer.blur();
  await page.keyboard.press("s");
  await expect(chat.speech).toHaveAttribute("data-choice", "always");
  await chat.type("And of Italy?");
  await expect(chat.turn(3).reply).toHaveText("Rome.");
  await chat.expectPlayed(200);
});

test("volume and speed: the voice's own speed, the sound of this device", async ({ page, chat, server }) => {
  await page.keyboard.press("s");
  await page.keyboard.press("s");
  await expect(chat.speech).toHaveAttribute("data-choice", "always");
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("slider", { name: "Speaking speed" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("slider", { name: "Volume" }).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await server.standIns.llm.configure({ answers: ["Quite quickly."] });
  await chat.type("Speak fast");
  await chat.expectStatus(1, "completed");
  const [call] = await server.standIns.tts.calls();
  expect(call?.fields.speed).toBe(1.2);
  await page.reload();
  await chat.expectDock("ready");
  await page.getByRole("button", { name: "Settings" }).click();
  await expect(page.getByRole("slider", { name: "Speaking speed" })).toHaveAttribute("aria-valuetext", "1.2×");
  await expect(page.getByRole("slider", { name: "Volume" })).toHaveAttribute("aria-valuetext", "0 %");
});
