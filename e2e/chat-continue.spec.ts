import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

const test = base.extend<{ chat: ChatPage }>({
  chat: async ({ page }, use) => use(new ChatPage(page)),
});

test("yesterday's conversation goes on from the history: numbers follow, and the model knows what was said", async ({
  page,
  chat,
  server,
  logInAs,
  converse,
  historyPage,
}) => {
  const person = await logInAs("staff");
  await server.standIns.llm.configure({ answers: ["The limit is fifty thousand.", "Split transfers count as one."] });
  await converse(person, ["What is the wire limit?", "And if I split it?"]);
  await historyPage.goto();
  await historyPage.rows.click();
  await page.getByRole("link", { name: "Continue this conversation" }).click();
  await chat.expectDock("ready");
  await expect(chat.turns).toHaveCount(2);
  await expect(chat.turn(2).reply).toHaveText("Split transfers count as one.");

  await server.standIns.llm.forgetCalls();
  await server.standIns.llm.configure({ answers: ["Then two days."] });
  await chat.type("And over two days?");
  await expect(chat.turn(3).reply).toHaveText("Then two days.");
  await chat.expectStatus(3, "completed");
  const [call] = await server.standIns.llm.calls();
  const asked = ((call?.fields.messages ?? []) as { content: string }[]).map(({ content }) => content);
  expect(asked.slice(-5)).toEqual([
    "What is the wire limit?",
    "The limit is fifty thousand.",
    "And if I split it?",
    "Split transfers count as one.",
    "And over two days?",
  ]);
  await historyPage.goto();
  await expect(historyPage.rows).toHaveCount(1);
  await historyPage.rows.click();
  await expect(historyPage.turn(3)).toContainText("Then two days.");
});

test("a long conversation begins with its newest turns, and has the title of its first words", async ({
  page,
  chat,
  server,
  logInAs,
  converse,
  historyPage,
}) => {
  const person = await logInAs("staff");
  await server.standIns.llm.configure({ answers: ["Noted."] });
  await converse(person, ["What is the wire limit?", ...Array.from({ length: 13 }, (_, at) => `And case ${at}?`)]);
  await historyPage.goto();
  await historyPage.rows.click();
  const title = page.getByRole("heading", { level: 1 });
  let isShown = () => {};
  const untilShown = new Promise<void>((resolve) => (isShown = resolve));
  await page.route("**/api/conversations/*", async (route) => {
    await untilShown;
    await route.continue();
  });
  await page.getByRole("link", { name: "Continue this conversation" }).click();
  await chat.expectDock("ready");
  await expect(chat.turns).toHaveCount(12);
  await expect(title).toHaveText("What is the wire limit?");
  isShown();
  await expect(chat.turns).toHaveCount(14);
  await expect(title).toHaveText("What is the wire limit?");
});

test("nobody continues what somebody else said", async ({ page, chat, server, logInAs, converse, historyPage }) => {
  await server.standIns.llm.configure({ answers: ["Something private."] });
  const staff = await server.addPerson("staff");
  await converse(staff, ["Between us"]);
  await logInAs("qa");
  await historyPage.goto();
  await historyPage.rows.filter({ hasText: "Between us" }).first().click();
  await expect(historyPage.turn(1)).toContainText("Something private.");
  await expect(page.getByRole("link", { name: "Continue this conversation" })).toHaveCount(0);

  const sessionId = new URL(page.url()).searchParams.get("session");
  await page.goto(`/chat?session=${sessionId}`);
  await chat.expectDock("ready");
  await expect(page.getByTestId("notice")).toContainText("session_not_found");
  await expect(chat.turns).toHaveCount(0);
});

test("a new conversation leads back to the one before, by its notice and by Back", async ({
  page,
  chat,
  server,
  logInAs,
}) => {
  await logInAs("staff");
  await chat.goto();
  await server.standIns.llm.configure({ answers: ["The moon does it.", "Because it pulls."] });
  await chat.type("What makes the tide?");
  await chat.expectStatus(1, "completed");
  const address = page.url();

  await chat.newConversation.click();
  await expect(chat.turns).toHaveCount(0);
  await page.getByTestId("left-conversation").getByRole("button").click();
  await expect(chat.turn(1).reply).toHaveText("The moon does it.");
  await chat.expectDock("ready");
  await expect(page).toHaveURL(address);

  await chat.newConversation.click();
  await expect(page).not.toHaveURL(/session=/);
  await page.goBack();
  await expect(chat.turn(1).reply).toHaveText("The moon does it.");
  await chat.expectDock("ready");
  await expect(page).toHaveURL(address);

  await server.standIns.llm.forgetCalls();
  await chat.type("Why?");
  await expect(chat.turn(2).reply).toHaveText("Because it pulls.");
  const [call] = await server.standIns.llm.calls();
  expect(JSON.stringify(call?.fields.messages)).toContain("The moon does it.");
  await expect(page.getByTestId("left-conversation")).toHaveCount(0);
});
