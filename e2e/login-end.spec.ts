import type { BrowserContext } from "@playwright/test";
import { privateCookie, siteOf } from "../lib/auth/cookies";
import { loadAuthSecret } from "../server/access/auth-secret";
import { encodeLogin, newLoginClaims } from "../server/access/login-cookie";
import { connectPlain } from "../server/testing/chat-client";
import type { AvatarServer } from "./fixtures/server";
import { expect, test } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";
import { LoginPage } from "./pages/login-page";
import { Shell } from "./pages/shell";

/** Logs the first administrator (row 1) in with a login that ends in `leftS` seconds. */
async function logInForMoment(context: BrowserContext, server: AvatarServer, leftS: number): Promise<void> {
  const expiresAt = Math.floor(Date.now() / 1_000) + leftS;
  const claims = newLoginClaims({ userId: 1, loginEpoch: 0 }, expiresAt);
  const value = await encodeLogin(claims, loadAuthSecret(server.dataDir, null));
  const { name } = privateCookie("session", siteOf(new URL(server.url).host, false));
  await context.addCookies([{ name, value, url: server.url, httpOnly: true, sameSite: "Lax" }]);
}

const password = (page: ChatPage) => page.page.getByTestId("login-notice").getByLabel("Password", { exact: true });

test("a login that runs out is announced and renewed by its password in mid-call", async ({
  page,
  context,
  server,
}) => {
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await logInForMoment(context, server, 50);
  const chat = new ChatPage(page);
  await chat.goto();
  const notice = page.getByTestId("login-notice");
  await expect(notice).toContainText("Your login ends in");
  await chat.type("Before.");
  await chat.expectStatus(1, "completed");
  await password(chat).fill("not-the-password");
  await notice.getByRole("button", { name: "Stay logged in" }).click();
  await expect(notice).toContainText("The password is not right.");
  await password(chat).fill(server.admin.password);
  await notice.getByRole("button", { name: "Stay logged in" }).click();
  await expect(notice).toHaveCount(0);
  await chat.type("After.");
  await chat.expectStatus(2, "completed");
  expect(sockets).toHaveLength(1);
  // The cookie was renewed too.
  await page.reload();
  await chat.expectDock("ready");
  await expect(notice).toHaveCount(0);
  await expect(chat.turns).toHaveCount(2);
});

test("a login that is not renewed ends with the right words, and the next login takes the conversation up", async ({
  page,
  context,
  server,
}) => {
  await logInForMoment(context, server, 15);
  const chat = new ChatPage(page);
  await chat.goto();
  await chat.type("Before.");
  await chat.expectStatus(1, "completed");
  await chat.expectDock("signed_out", { timeout: 45_000 });
  await expect(chat.dock).toContainText("Your login has ended");
  await page.getByRole("link", { name: "Log in again" }).click();
  await new LoginPage(page).logIn(server.admin);
  await chat.expectDock("ready");
  await expect(chat.turns).toHaveCount(1);
});

test("logging out in another tab ends the call at once", async ({ page, context, logInAs }) => {
  await logInAs("staff");
  const chat = new ChatPage(page);
  await chat.goto();
  await chat.type("Before.");
  await chat.expectStatus(1, "completed");
  const other = await context.newPage();
  await other.goto("/history");
  await new Shell(other).choose("Log out");
  await other.waitForURL(/\/login/);
  await chat.expectDock("signed_out");
  await expect(chat.dock).toContainText("Your login has ended");
});

test("the avatar command, a process of its own, closes the sockets of whom it shuts out", async ({ server }) => {
  const shutOut = async (code: string, act: (username: string) => Promise<unknown>) => {
    const { username } = await server.addPerson("staff");
    const client = await connectPlain(server.url, await server.createToken(username));
    client.send({ type: "session_start" });
    await client.waitFor("session_started");
    await act(username);
    client.send({ type: "text_input", text: "Still here?" });
    expect((await client.waitForClose()).code).toBe(4401);
    expect(client.of("turn_started")).toEqual([]);
    expect(client.of("error").map((error) => error.code)).toEqual([code]);
  };
  await shutOut("account_disabled", (username) => server.avatar("user", "disable", username));
});

test("a login that was ended leaves the screen, whatever is typed there and not saved", async ({
  page,
  logInAs,
  server,
}) => {
  const person = await logInAs("admin");
  await page.goto("/settings/alerts");
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  // Typed by a person: for anybody else the browser does not ask.
  await page.getByLabel("Address").click();
  await page.keyboard.type("http://127.0.0.1/hook");
  await server.avatar("user", "disable", person.username);
  await expect(page).toHaveURL(/\/login\?notice=revoked/, { timeout: 30_000 });
  expect(asked).toEqual([]);
});
