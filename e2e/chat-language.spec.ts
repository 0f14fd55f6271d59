import { hearing } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

/** A house whose language model speaks English alone, and people who read and speak Chinese. */
const test = base.extend<{ chat: ChatPage }>({
  locale: "zh-TW",
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearing("What is the capital of France?", launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
  chat: async ({ page }, use) => use(new ChatPage(page)),
});

test.use({ environment: { AVATAR_LLM_LANGUAGES: "en" } });

const problem = "目前無法用中文回答，您說的話仍會轉成文字並保留。";

test("a first look: one sentence and the way out, no commands, and nothing offered that can't be answered", async ({
  page,
  chat,
  logInAs,
  shell,
}) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await logInAs("staff");
  await chat.goto();
  await expect(chat.languageNotice).toContainText(problem);
  await expect(page.getByText("AVATAR_LLM_")).toHaveCount(0);
  await expect(page.getByText("也可以從這些問題開始")).toHaveCount(0);
  await expect(shell.systemState).toHaveAccessibleName(/部分功能受限/);
  await shell.systemState.click();
  await expect(page.getByRole("dialog")).toContainText("暫時無法用中文回答。");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "複製給管理員" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("AVATAR_LLM_LANGUAGES=zh-TW,en");
  await page.getByRole("button", { name: "改用英文對話" }).click();
  await expect(chat.languageNotice).toHaveCount(0);
  await expect(page.getByText("也可以從這些問題開始")).toBeVisible();
});

test("an administrator reads what to type", async ({ page, chat, logInAs }) => {
  await logInAs("admin");
  await chat.goto();
  await expect(chat.languageNotice).toContainText("AVATAR_LLM_MODEL=MODEL AVATAR_LLM_LANGUAGES=zh-TW,en");
  await expect(page.getByRole("button", { name: "複製指令" })).toBeVisible();
  await expect(page.getByRole("button", { name: "複製給管理員" })).toHaveCount(0);
});

test("what is said and typed is written down and kept, the cause is said once, and its end is a button", async ({
  page,
  chat,
  server,
  logInAs,
}) => {
  test.slow();
  const said = "請問法國的首都在哪裡？";
  await server.standIns.stt.configure({ answer: said });
  await server.standIns.llm.configure({ answer: "Paris." });
  await logInAs("staff");
  await chat.goto();
  await chat.microphone.click();
  await expect(chat.turn(1).transcript).toContainText(said, { timeout: 30_000 });
  await chat.expectStatus(1, "failed");
  await chat.microphone.click();
  await page.getByRole("textbox", { name: "輸入訊息" }).fill("我要開戶");
  await page.getByRole("textbox", { name: "輸入訊息" }).press("Enter");
  await chat.expectStatus(2, "failed");
  await expect(chat.turn(2).item).toContainText("我要開戶");
  await expect(chat.languageNotice).toHaveCount(1);
  await expect(chat.turn(2).item.getByTestId("language-notice")).toContainText(problem);
  await expect(chat.turn(1).item).toContainText("沒有回答：當時無法用中文回答。");

  const [conversation] = await (await page.request.get("/api/conversations?limit=1")).json();
  expect(conversation.turns).toMatchObject([
    { user_text: said, ai_text: "", error_code: "model_language_unsupported", user_audio_url: expect.any(String) },
    { user_text: "我要開戶", ai_text: "", error_code: "model_language_unsupported" },
  ]);

  await chat.turn(2).item.getByRole("button", { name: "改用英文對話" }).click();
  await expect(chat.languageNotice).toHaveCount(0);
  await chat.turn(2).item.getByRole("button", { name: "再答一次" }).click();
  await expect(chat.turn(3).reply).toHaveText("Paris.");
});
