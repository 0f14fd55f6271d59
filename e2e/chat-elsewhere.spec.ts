import { chooseReplySpeech } from "./fixtures/reply-speech";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

const test = base.extend<{ chat: ChatPage }>({
  chat: async ({ page, logInAs }, use) => {
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.goto();
    await use(chat);
  },
});

test("a second tab says that the conversation is open; it is read there, or continued there, and the first one is told", async ({
  page,
  context,
  chat,
  server,
}) => {
  await server.standIns.llm.configure({ answer: "Yes, that is well known here. ".repeat(20) });
  await chat.type("In the first tab");
  await chat.expectStatus(1, "completed");
  const address = page.url();
  const other = new ChatPage(await context.newPage());
  await other.page.goto(address);
  await other.expectDock("refused");
  await expect(other.dock).toContainText("another tab of this browser");
  await expect(other.turn(1).transcript).toHaveText("In the first tab");
  await expect(other.page).toHaveURL(address);
  await chat.type("Still here");
  await chat.expectStatus(2, "completed");

  await other.page.getByRole("link", { name: "View (read-only)" }).click();
  await expect(other.page.getByRole("article")).toHaveCount(2);
  await other.page.goto(address);
  // The reply still sounds in the first tab, which is told its end behind the reason.
  await chat.expectDock("speaking");
  await other.page.getByRole("button", { name: "Continue here" }).click();
  await other.expectDock("ready");
  await chat.expectDock("refused");
  await expect(chat.dock).toContainText("Continued elsewhere");
  await expect(chat.turns).toHaveCount(2);
  await server.standIns.llm.configure({ answer: "Yes." });
  await other.type("And now here");
  await other.expectStatus(3, "completed");

  await page.getByRole("button", { name: "Continue here" }).click();
  await chat.expectDock("ready");
  await expect(chat.turn(3).transcript).toHaveText("And now here");
  await other.expectDock("refused");
});

test("another device of the same person is named, and gives the conversation up only when asked", async ({
  page,
  browser,
  chat,
}) => {
  await chat.type("At the desk");
  await chat.expectStatus(1, "completed");
  const phone = await browser.newContext({ storageState: await page.context().storageState(), locale: "en-US" });
  await chooseReplySpeech(phone, "never");
  const other = new ChatPage(await phone.newPage());
  await other.page.goto(page.url());
  await other.expectDock("refused");
  await expect(other.dock).toContainText("in another browser or on another device: Chrome");
  await chat.expectDock("ready");
  await other.page.getByRole("button", { name: "Continue here" }).click();
  await other.expectDock("ready");
  await chat.expectDock("refused");
  await phone.close();
});

test("a reload keeps the conversation, also while the old connection still looks alive", async ({
  page,
  chat,
  server,
}) => {
  await server.standIns.llm.configure({ answers: ["Remember this."] });
  await chat.type("Something to remember");
  await chat.expectStatus(1, "completed");
  // The old page's connection is held open at a proxy, as a network that went away does it.
  await page.routeWebSocket(/\/ws\/chat/, (route) => {
    const upstream = route.connectToServer();
    route.onClose(() => {});
    upstream.onClose(() => {});
  });
  await page.reload();
  await chat.expectDock("ready");
  await page.reload();
  await chat.expectDock("ready");
  await chat.type("And again");
  await chat.expectStatus(2, "completed");
});
