import { hearing } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

/** A real voice at the microphone, real voice detection; the models are stand-ins. */
const test = base.extend<{ chat: ChatPage }>({
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearing("What is the capital of France?", launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
  chat: async ({ page, logInAs }, use) => {
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.goto();
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

test("push to talk: the turn ends when the key is let go, not when a pause is over", async ({ page, chat, server }) => {
  await server.standIns.stt.configure({ answer: "What is the capital" });
  await server.standIns.llm.configure({ answers: ["Of which country?"] });
  await chat.microphone.focus();
  await page.keyboard.down("Space");
  await chat.expectDock("hearing");
  await page.keyboard.up("Space");
  await expect(chat.turn(1).reply).toHaveText("Of which country?");
  await chat.expectStatus(1, "completed");
  await chat.expectDock("ready");
});

test("a new question interrupts the reply", async ({ page, chat, server }) => {
  await server.standIns.stt.configure({ answer: "What is the capital of France?" });
  await server.standIns.llm.configure({ answers: [`Well. ${"And so it goes on and on. ".repeat(20)}`, "Paris."] });
  await chat.type("Tell me everything");
  await chat.expectPlayed(300);
  await chat.microphone.click();
  await chat.expectStatus(1, "interrupted");
  await expect(chat.turn(2).reply).toHaveText("Paris.");
  await expect(page.getByTestId("notice")).toHaveCount(0);
});

test("what was not understood leaves a quiet line, and can be heard again", async ({ page, chat, server }) => {
  test.slow();
  await server.standIns.stt.configure({ answer: "" });
  await chat.microphone.click();
  const line = chat.turn(1).item.getByTestId("not-understood");
  await expect(line).toContainText("I did not catch that", { timeout: 30_000 });
  const sound = page.waitForResponse((response) => response.url().includes("/audio/user"));
  await chat.turn(1).item.getByRole("button", { name: "Play what you said" }).click();
  expect((await sound).ok()).toBe(true);
});
