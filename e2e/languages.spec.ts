import { connectPlain } from "../server/testing/chat-client";
import { expect, test } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

test.describe("a browser that prefers Chinese", () => {
  test.use({ locale: "zh-TW" });

  test("is answered in Chinese, and may choose English", async ({ page, loginPage }) => {
    await loginPage.goto();
    await expect(page.locator("html")).toHaveAttribute("lang", "zh-TW");
    await expect(loginPage.submit).toHaveText("登入");
    await page.getByRole("button", { name: "English" }).click();
    await expect(loginPage.submit).toHaveText("Log in");
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });

  test("is heard in Chinese, whatever language the person's programs speak", async ({ page, logInAs, server }) => {
    const { username } = await logInAs("staff");
    const program = await connectPlain(server.url, await server.createToken(username));
    program.send({ type: "session_start", language: "en" });
    program.send({ type: "text_input", text: "What time is it?" });
    await program.waitFor("turn_completed");
    program.close();
    await new ChatPage(page, "zh-TW").goto();
    await page.getByRole("button", { name: "設定" }).click();
    await expect(page.getByRole("radio", { name: "中文" })).toBeChecked();
  });
});

test("a person's language and theme follow them to another browser", async ({
  page,
  browser,
  logInAs,
  shell,
  server,
}) => {
  const person = await logInAs("staff");
  await new ChatPage(page).goto();
  await shell.choose("繁體中文");
  await expect(page.getByRole("link", { name: "紀錄" })).toBeVisible();
  const saved = page.waitForResponse((response) => response.request().method() === "POST");
  await shell.choose("深色");
  await saved;
  await expect(page.locator("html")).toHaveClass(/dark/);

  const elsewhere = await browser.newContext({ baseURL: server.url, locale: "en-US", colorScheme: "light" });
  const otherPage = await elsewhere.newPage();
  await otherPage.goto("/login");
  await expect(otherPage.locator("html")).toHaveAttribute("lang", "en");
  await otherPage.locator("#username").fill(person.username);
  await otherPage.locator("#password").fill(person.password);
  await otherPage.getByRole("button", { name: "Log in" }).click();
  await expect(otherPage.locator("html")).toHaveAttribute("lang", "zh-TW");
  await expect(otherPage.locator("html")).toHaveClass(/dark/);
  await elsewhere.close();
});
