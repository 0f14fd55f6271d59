import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

const test = base.extend<{ chat: ChatPage }>({
  chat: async ({ page }, use) => use(new ChatPage(page)),
});
test.use({ permissions: ["microphone", "clipboard-read", "clipboard-write"] });

test("a whole conversation is copied, from the chat and from the history, with names, times and marks", async ({
  page,
  chat,
  server,
  logInAs,
  historyPage,
}) => {
  const person = await logInAs("staff");
  await chat.goto();
  const answer = `Well. ${"And so it goes on and on. ".repeat(20)}`.trim();
  await server.standIns.llm.configure({ answers: ["Fifty thousand.", answer], stepLatencyMs: 0 });
  await chat.type("What is the limit?");
  await chat.expectStatus(1, "completed");
  await chat.type("Tell me everything");
  await chat.expectPlayed(300);
  await chat.stop.click();
  await chat.expectStatus(2, "interrupted");
  await chat.expectDock("ready");
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const copy = page.getByRole("button", { name: "Copy the whole conversation" });

  await copy.click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const text = await copied();
  expect(text).toMatch(/^# AVATAR · /);
  expect(text).toMatch(new RegExp(`\\*\\*${person.username}\\*\\* · \\d\\d:\\d\\d\nWhat is the limit\\?\n`));
  expect(text).toMatch(/\*\*AVATAR\*\* · \d\d:\d\d\nFifty thousand\.\n/);
  expect(text).toContain("[You stopped the sound]");

  await page.evaluate(() => navigator.clipboard.writeText(""));
  await historyPage.goto();
  await historyPage.rows.click();
  await copy.click();
  await expect.poll(copied).toBe(text);
});
