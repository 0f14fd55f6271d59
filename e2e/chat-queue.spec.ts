import type { Browser } from "@playwright/test";
import { chooseReplySpeech } from "./fixtures/reply-speech";
import { type AvatarServer, startServer } from "./fixtures/server";
import { expect, test } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";
import { LoginPage } from "./pages/login-page";

/** A server with one seat. */
test.use({ environment: { AVATAR_MAX_SESSIONS: "1" } });

/** Somebody else, in a browser of their own. */
async function somebody(browser: Browser, server: AvatarServer): Promise<ChatPage> {
  const context = await browser.newContext({ baseURL: server.url });
  await chooseReplySpeech(context, "always");
  const page = await context.newPage();
  const login = new LoginPage(page);
  await login.goto();
  await login.logIn(await server.addPerson("staff"));
  await login.waitForChat();
  return new ChatPage(page);
}

test("with all seats taken a server offers the queue, whose places move up, can be left, and become seats", async ({
  browser,
  page,
  server,
  logInAs,
}) => {
  await logInAs("staff");
  const inside = new ChatPage(page);
  await inside.goto();
  const [second, third] = [await somebody(browser, server), await somebody(browser, server)];

  for (const person of [second, third]) {
    await person.expectDock("refused");
    await expect(person.dock).toContainText("All places are taken");
  }
  await second.joinQueue();
  await expect(second.dock).toContainText("Waiting: place 1");
  await third.joinQueue();
  await expect(third.dock).toContainText("Waiting: place 2");

  await second.leaveQueue.click();
  await second.expectDock("refused");
  await expect(third.dock).toContainText("Waiting: place 1");
  await second.joinQueue();
  await expect(second.dock).toContainText("Waiting: place 2");

  await page.goto("/history");
  await third.expectDock("ready");
  // A session has ended, so that the server can estimate the wait.
  await expect(second.dock).toContainText(/Waiting: place 1.*About \d+ (seconds|minutes) to go/s);
  await third.type("Am I in?");
  await third.expectStatus(1, "completed");
  await third.page.context().close();
  await second.expectDock("ready");
  await second.page.context().close();
});

test("a place in the queue is kept when settings change, and the conversation begins with them", async ({
  browser,
  server,
}) => {
  const inside = await somebody(browser, server);
  await inside.expectDock("ready");
  const waiting = await somebody(browser, server);
  const sent: string[] = [];
  waiting.page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
  await waiting.page.reload();
  await waiting.expectDock("refused");
  await waiting.joinQueue();
  const behind = await somebody(browser, server);
  await behind.expectDock("refused");
  await behind.joinQueue();
  await expect(behind.dock).toContainText("Waiting: place 2");

  await waiting.page.getByRole("button", { name: "Settings" }).click();
  await waiting.page.getByRole("slider", { name: "Sensitivity" }).press("End");
  await waiting.page.keyboard.press("Escape");
  await expect(waiting.dock).toContainText("Waiting: place 1");
  await inside.page.context().close();
  await waiting.expectDock("ready");
  await expect.poll(() => sent.filter((frame) => frame.includes('"sensitivity":1,')).length).toBe(1);
  await expect(behind.dock).toContainText("Waiting: place 1");
  await waiting.page.context().close();
  await behind.expectDock("ready");
  await behind.page.context().close();
});

test("a new conversation keeps the place, whoever waits, and the microphone; what was heard of the one before is stored", async ({
  browser,
  server,
}) => {
  const inside = await somebody(browser, server);
  await inside.expectDock("ready");
  const waiting = await somebody(browser, server);
  await waiting.expectDock("refused");
  await waiting.joinQueue();
  await inside.microphone.click();
  await inside.expectDock("listening");
  await server.standIns.llm.configure({ answers: [`Well. ${"And so it goes on and on. ".repeat(20)}`, "Yes."] });
  await inside.type("Tell me everything");
  await inside.expectPlayed(300);
  const first = inside.page.url();

  await inside.newConversation.click();
  await expect(inside.turns).toHaveCount(0);
  const playedMs = await inside.playedMs();
  await inside.expectDock("listening");
  await expect(inside.page).not.toHaveURL(/session=/);
  await inside.type("Am I still in?");
  await inside.expectStatus(1, "completed");
  await expect(inside.turn(1).reply).toHaveText("Yes.");
  expect((await inside.playedMs()) - playedMs).toBeLessThan(2_000);
  await expect(waiting.dock).toContainText("Waiting: place 1");

  await inside.page.goto(first);
  await expect(inside.turn(1).transcript).toContainText("Tell me everything");
  await expect(inside.turn(1).item).toContainText("You stopped");
  await expect(inside.turn(1).reply).toHaveText(/^Well\./);
  await inside.page.context().close();
  await waiting.page.context().close();
});

test("somebody whose connection breaks in a conversation waits for a place and comes back to it", async ({
  browser,
  server,
}) => {
  const inside = await somebody(browser, server);
  await inside.expectDock("ready");
  let reachable = true;
  const routes = new Set<{ close: () => Promise<void> }>();
  await inside.page.routeWebSocket(/\/ws\/chat/, (route) => {
    if (!reachable) {
      void route.close();
      return;
    }
    route.connectToServer();
    routes.add(route);
  });
  await inside.page.reload();
  await inside.expectDock("ready");
  await inside.type("Remember me");
  await inside.expectStatus(1, "completed");

  reachable = false;
  for (const route of routes) await route.close();
  await inside.expectDock("reconnecting");
  const other = await somebody(browser, server);
  await other.expectDock("ready", { timeout: 20_000 });
  reachable = true;
  await inside.expectDock("waiting", { timeout: 20_000 });
  await other.page.context().close();
  await inside.expectDock("ready");
  await inside.type("Still me");
  await inside.expectStatus(2, "completed");
  await inside.page.context().close();
});

test("an idle conversation gives its place to somebody who waits, says so, and its next words bring it back", async ({
  browser,
}) => {
  const server = await startServer({ AVATAR_MAX_SESSIONS: "1", AVATAR_IDLE_MINUTES: "0.01" });
  try {
    const idle = await somebody(browser, server);
    await idle.expectDock("ready");
    await idle.type("I may be gone for a while");
    await idle.expectStatus(1, "completed");
    const other = await somebody(browser, server);
    await other.expectDock("refused");
    // The seat may become free before the dock shows that the page waits for it.
    await other.enterQueue.click();
    await other.expectDock("ready");
    await expect(idle.page.getByTestId("notice")).toContainText("Your place went to somebody who was waiting");
    await idle.type("Here I am again");
    await idle.expectStatus(2, "completed");
    await idle.expectDock("ready");
    await expect(other.page.getByTestId("notice")).toContainText("Code: session_idle");
    await idle.page.context().close();
    await other.page.context().close();
  } finally {
    await server.close();
  }
});
