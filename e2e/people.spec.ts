import { connectPlain } from "../server/testing/chat-client";
import { expect, test } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";
import { LoginPage } from "./pages/login-page";

test("an administrator adds somebody, changes them and takes it back, resets and disables", async ({
  page,
  browser,
  logInAs,
}) => {
  await logInAs("admin");
  await page.goto("/users");
  await page.getByRole("button", { name: "Add person" }).click();
  const adding = page.getByRole("dialog", { name: "Add person" });
  await adding.getByLabel("User name").fill("bad name");
  await adding.getByRole("button", { name: "Add person" }).click();
  await expect(adding.getByRole("alert")).toContainText("1 to 64 letters");
  await adding.getByLabel("User name").fill("王小明");
  await adding.getByRole("radio", { name: "QA" }).click();
  await adding.getByRole("button", { name: "Add person" }).click();
  const secret = adding.locator("[data-secret]");
  await expect(secret).toHaveText(/^[\w-]{20}$/);
  const password = String(await secret.textContent());
  await adding.getByRole("button", { name: "Done" }).click();

  // It is found by words and filters, which are in the address.
  await page.getByRole("textbox", { name: "Search by name" }).fill("小");
  const row = page.getByRole("list", { name: "People" }).getByRole("listitem");
  await expect(row).toHaveText([/王小明.*not logged in.*QA.*First login pending/]);
  await page.goto(`${page.url()}&role=staff`);
  await expect(page.getByRole("status").filter({ hasText: "Nobody fits" })).toBeVisible();
  await page.goto("/users?q=小明&state=new");
  await row.getByRole("link").click();
  await expect(page.getByRole("heading", { name: "王小明", level: 1 })).toBeVisible();

  // The person logs in elsewhere, with the password that was shown.
  const theirs = await (await browser.newContext({ baseURL: new URL(page.url()).origin, locale: "en" })).newPage();
  const login = new LoginPage(theirs);
  await login.goto();
  await login.logIn({ username: "王小明", password });
  await theirs.getByLabel("Password you were given").fill(password);
  await theirs.getByLabel("New password").fill("my own horse");
  await theirs.getByRole("button", { name: "Set password" }).click();
  await login.waitForChat();

  await page.reload();
  const logins = page.getByRole("list", { name: "Logins" }).getByRole("listitem");
  await expect(logins).toHaveText([/Chrome · .*127\.0\.0\.1.*since/]);
  await page.getByRole("radio", { name: "Administrator" }).click();
  await expect(page.getByText("The role is now: Administrator.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("radio", { name: "QA" })).toBeChecked();
  await page.getByLabel("User name").fill("Ming");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("heading", { name: "Ming", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("heading", { name: "王小明", level: 1 })).toBeVisible();

  await page.getByRole("button", { name: "Reset password" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reset password" }).click();
  await expect(page.getByRole("dialog", { name: "New password for 王小明" }).locator("[data-secret]")).toHaveText(
    /^[\w-]{20}$/,
  );
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  await theirs.goto("/history");
  await expect(theirs).toHaveURL(/\/login/);
  await expect(logins).toHaveCount(0);

  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog", { name: "Disable 王小明?" }).getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("Cannot log in, and their API tokens do not work.")).toBeVisible();
  await page.getByRole("button", { name: "Enable" }).click();
  await expect(page.getByRole("button", { name: "Disable" })).toBeVisible();
  await theirs.context().close();
});

test("a long name is refused with words; what is shown once is not closed by accident", async ({ page, logInAs }) => {
  await logInAs("admin");
  await page.goto("/users");
  await page.getByRole("button", { name: "Add person" }).click();
  const adding = page.getByRole("dialog", { name: "Add person" });
  await adding.getByLabel("User name").click();
  await page.keyboard.insertText("a".repeat(65));
  await adding.getByRole("button", { name: "Add person" }).click();
  await expect(adding.getByLabel("User name")).toHaveValue("a".repeat(65));
  await expect(adding.getByText("At most 64 characters; these are 65.")).toBeVisible();
  await adding.getByLabel("User name").fill("short");
  await adding.getByRole("button", { name: "Add person" }).click();
  const secret = adding.locator("[data-secret]");
  const password = String(await secret.textContent());
  const keeping = page.getByRole("dialog", { name: "Do you have it?" });
  const closings = [
    () => page.keyboard.press("Escape"),
    () => page.mouse.click(5, 5),
    () => adding.getByRole("button", { name: "Close" }).click(),
  ];
  for (const close of closings) {
    await close();
    await keeping.getByRole("button", { name: "Not yet" }).click();
    await expect(keeping).toHaveCount(0);
    await expect(secret).toHaveText(password);
  }
  await page.keyboard.press("Escape");
  await keeping.getByRole("button", { name: "I have it" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("somebody who talks is disabled: the conversation ends at once", async ({ page, server, logInAs }) => {
  const talker = await server.addPerson("staff");
  const client = await connectPlain(server.url, await server.createToken(talker.username));
  client.send({ type: "session_start", language: "en" });
  await client.waitFor("session_started");
  await logInAs("admin");
  await page.goto(`/users?q=${talker.username}`);
  await page.getByRole("link", { name: talker.username }).click();
  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  expect((await client.waitFor("error")).code).toBe("account_disabled");
  await client.waitForClose();
});

test("people change their own password, make and revoke tokens, log out elsewhere, and have settings forgotten", async ({
  page,
  browser,
  server,
  logInAs,
}) => {
  const person = await logInAs("staff");
  const elsewhere = await (await browser.newContext({ baseURL: server.url, locale: "en" })).newPage();
  const login = new LoginPage(elsewhere);
  await login.goto();
  await login.logIn(person);
  await login.waitForChat();

  await page.goto("/account");
  const logins = page.getByRole("list", { name: "Logins" }).getByRole("listitem");
  await expect(logins).toHaveCount(2);
  await expect(logins.filter({ hasText: "This login" })).toHaveCount(1);
  await page.getByRole("button", { name: "Log out others" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Log out others" }).click();
  await expect(logins).toHaveCount(1);
  await elsewhere.goto("/history");
  await expect(elsewhere).toHaveURL(/\/login/);
  await elsewhere.context().close();

  await page.getByLabel("Present password").fill("not the one");
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "at least 8 characters" })).toBeVisible();
  await page.getByLabel("New password").fill("my own horse");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "The present password is not right." })).toBeVisible();
  await page.getByLabel("Present password").fill(person.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("The password is changed.")).toBeVisible();

  await page.getByRole("button", { name: "New token" }).click();
  const making = page.getByRole("dialog", { name: "New API token" });
  await making.getByLabel("What it is for").fill("Phone system");
  await making.getByRole("button", { name: "New token" }).click();
  const token = String(await making.locator("[data-secret]").textContent());
  const ask = () => fetch(`${server.url}/api/conversations`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(200);
  await making.getByRole("button", { name: "Done" }).click();
  const tokens = page.getByRole("list", { name: "API tokens" }).getByRole("listitem");
  await expect(tokens).toHaveText([/Phone system/]);
  await tokens.getByRole("button", { name: "Revoke Phone system" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  // What stands behind a dialog is hidden, and would count as gone.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(tokens).toHaveCount(0);
  expect((await ask()).status).toBe(401);

  // What the conversation remembers is shown in its own words, forgotten, and taken back.
  await new ChatPage(page).goto();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("radio", { name: "Push to talk" }).click();
  await page.goto("/account");
  await expect(page.getByText("Push to talk")).toBeVisible();
  await page.getByRole("button", { name: "Forget this" }).click();
  await expect(page.getByText("Push to talk")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Push to talk")).toBeVisible();
});

test("nobody but an administrator sees people", async ({ page, logInAs }) => {
  await logInAs("qa");
  await page.goto("/users");
  await expect(page.getByRole("heading", { name: "This page is not open to you" })).toBeVisible();
  expect((await page.request.get("/api/users")).status()).toBe(403);
  expect((await page.request.get("/api/users/1/access")).status()).toBe(403);
});
