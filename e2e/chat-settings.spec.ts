import { hearing } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage, countSentSound } from "./pages/chat-page";

/** The embedded voices speak; the other models are stand-ins. */
const test = base.extend<{ chat: ChatPage }>({
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearing("What is the capital of France?", launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
  chat: async ({ page, logInAs }, use) => {
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.goto({ timeout: 60_000 });
    await page.getByRole("button", { name: "Settings" }).click();
    await use(chat);
  },
});
test.use({ environment: { AVATAR_TTS_URL: "" } });
test.setTimeout(180_000);

test("a voice is remembered for each language and mode: there and back keeps it", async ({ page, chat }) => {
  const radio = (name: string | RegExp) => page.getByRole("radio", { name });
  await radio("High quality").click();
  await radio(/^Bella/).click();
  await radio("Fast").click();
  await expect(radio(/^Dittli/)).toBeChecked();
  await radio("繁體中文").click();
  await expect(page.getByText("One model speaks this language")).toBeVisible();
  await radio(/^雲健/).click();
  await radio("English").click();
  await radio("High quality").click();
  const stored = async () => (await (await page.request.get("/api/settings")).json()).chat;
  await expect.poll(stored).toMatchObject({ language: "en", mode: "hq" });
  await expect(radio(/^Bella/)).toBeChecked();
  await page.reload();
  await chat.expectDock("ready");
  await page.getByRole("button", { name: "Settings" }).click();
  await expect(radio(/^Bella/)).toBeChecked();
  await radio("繁體中文").click();
  await expect(radio(/^雲健/)).toBeChecked();
});

test("a voice can be heard before it is chosen; meanwhile the open microphone is muted", async ({
  page,
  chat,
  server,
}) => {
  await server.standIns.stt.configure({ answer: "What is the capital of France?" });
  await server.standIns.llm.configure({ answer: "Paris." });
  await chat.microphone.click();
  await expect(chat.turn(1).item).toHaveAttribute("data-status", "completed", { timeout: 60_000 });
  await chat.expectDock("listening", { timeout: 60_000 });
  const sample = page.waitForResponse(/\/api\/voices\/dittli\/sample/);
  const listen = page.getByRole("button", { name: "Listen to Dittli (fast)" });
  await listen.click();
  await chat.expectDock("muted");
  expect((await sample).status()).toBeLessThan(300);
  const stop = page.getByRole("button", { name: "Stop Dittli (fast)" });
  await expect(stop).toHaveAttribute("data-sample", "playing", { timeout: 60_000 });
  await expect(listen).toBeVisible({ timeout: 30_000 });
  await chat.expectDock("listening");
});

test("the dock stays in view and in use beside the settings, also on a phone", async ({ page, chat }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeInViewport();
  await chat.microphone.click();
  await chat.expectDock("listening");
  await expect(page.getByTestId("heard-now")).toBeAttached();
});

test("the page's keys work beside the settings; Escape closes them first, then stops the reply", async ({
  page,
  chat,
  server,
}) => {
  const settings = page.getByRole("dialog", { name: "Settings" });
  await expect(chat.speech).toHaveAttribute("data-choice", "always");
  await page.keyboard.press("s");
  await expect(chat.speech).not.toHaveAttribute("data-choice", "always");
  await page.keyboard.press("s");
  await page.keyboard.press("s");
  await expect(chat.speech).toHaveAttribute("data-choice", "always");
  await server.standIns.stt.configure({ answer: "" });
  await chat.microphone.click();
  await chat.expectDock("listening");
  await page.keyboard.press("m");
  await chat.expectDock("muted");
  await page.keyboard.press("m");
  await chat.expectDock("listening");
  await chat.microphone.click();
  await chat.expectDock("ready");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.down(" ");
  await chat.expectDock("listening");
  await page.keyboard.up(" ");
  await chat.expectDock("ready");
  await server.standIns.llm.configure({ answer: "One two three four five six seven. ".repeat(20), stepLatencyMs: 5 });
  await chat.type("Count");
  await chat.expectDock("speaking", { timeout: 60_000 });
  await expect(settings).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(settings).toBeHidden();
  await chat.expectDock("speaking");
  await page.keyboard.press("Escape");
  await chat.expectStatus(1, "interrupted");
});

test("beside the settings the conversation and the dock stay one column", async ({ page, chat }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await chat.expectDock("ready");
  const conversation = await page.getByRole("region", { name: "Conversation" }).boundingBox();
  const dock = await page.getByRole("region", { name: "Microphone and state" }).boundingBox();
  expect([dock?.x, dock?.width]).toEqual([conversation?.x, conversation?.width]);
  const panel = await page.getByRole("dialog", { name: "Settings" }).boundingBox();
  expect(panel && panel.y + panel.height).toBe(900);
});

test("the interface's language does not change the language of somebody who has talked", async ({
  page,
  chat,
  server,
  shell,
}) => {
  await server.standIns.llm.configure({ answer: "Hello." });
  await page.keyboard.press("Escape");
  await chat.type("Hi");
  await chat.expectStatus(1, "completed");
  await shell.choose("繁體中文");
  await page.goto("/chat");
  await chat.expectDock("ready");
  await page.getByRole("button", { name: "設定" }).click();
  await expect(page.getByRole("radio", { name: "English" })).toBeChecked();
});

test("the microphone is checked before the first word: heard, judged and played back", async ({ page, chat }) => {
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Check the microphone first" }).click();
  const check = page.getByTestId("microphone-check");
  await check.getByRole("button", { name: /^Check the microphone/ }).click();
  await expect(check).toHaveAttribute("data-check", "recording");
  await expect(check).toContainText("Heard by");
  await expect(check).toHaveAttribute("data-check", "done", { timeout: 20_000 });
  await expect(check).toContainText(/Good: you are well heard|Too (soft|loud)/);
  await check.getByRole("button", { name: "Hear yourself" }).click();
  await chat.expectDock("ready");
});

test("nothing of a microphone check is sent, also while the conversation's own microphone is open", async ({
  page,
  chat,
}) => {
  const sounds = countSentSound(page);
  await page.reload();
  await chat.expectDock("ready");
  await page.getByRole("button", { name: "Settings" }).click();
  const check = page.getByRole("dialog", { name: "Settings" }).getByTestId("microphone-check");
  const expectDone = () => expect(check).toHaveAttribute("data-check", "done", { timeout: 20_000 });
  await check.getByRole("button", { name: /^Check the microphone/ }).click();
  await expectDone();
  expect(sounds()).toBe(0);
  await chat.microphone.click();
  await expect.poll(sounds).toBeGreaterThan(0);
  // Each press ends a sound that keeps the conversation's microphone muted, and begins the next one.
  await check.getByRole("button", { name: "Hear yourself" }).click();
  await check.getByRole("button", { name: "Hear yourself" }).click();
  await check.getByRole("button", { name: "Check again" }).click();
  await expect(check).toHaveAttribute("data-check", "recording");
  const atTheBeginning = sounds();
  // The page itself says when the recording has ended: the conversation's sound goes on right after that.
  await check.evaluate(
    (element) =>
      new Promise<void>((done) => {
        new MutationObserver(() => {
          if (element.dataset.check !== "recording") done();
        }).observe(element, { attributes: true });
      }),
  );
  expect(sounds()).toBe(atTheBeginning);
  await expectDone();
  await expect.poll(sounds).toBeGreaterThan(atTheBeginning);
});
