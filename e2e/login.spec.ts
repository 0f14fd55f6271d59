import { expect, test } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

test("says that the password is wrong, keeps the name, and lets the right one in", async ({
  page,
  server,
  loginPage,
}) => {
  const person = await server.addPerson("staff");
  await loginPage.goto();
  await expect(loginPage.username).toBeFocused();
  await loginPage.logIn({ ...person, password: "not-the-password" });
  await expect(loginPage.alert).toHaveText("The user name or the password is not right.");
  await expect(loginPage.username).toHaveValue(person.username);
  await loginPage.logIn(person);
  await loginPage.waitForChat();
  expect(page.url()).not.toContain(person.password);
});

test("shows the password on request", async ({ page, loginPage }) => {
  await loginPage.goto();
  await loginPage.password.fill("see me");
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(loginPage.password).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Hide password" }).click();
  await expect(loginPage.password).toHaveAttribute("type", "password");
});

test("stops guessing, even with the right password", async ({ server, loginPage }) => {
  const person = await server.addPerson("staff");
  await loginPage.goto();
  for (let attempt = 1; attempt <= 5; attempt++) {
    await loginPage.logIn({ ...person, password: `guess-number-${attempt}` });
    await expect(loginPage.submit).toHaveAttribute("aria-disabled", "false");
    await expect(loginPage.alert).toBeVisible();
  }
  await loginPage.logIn(person);
  await expect(loginPage.alert).toHaveText(
    /^Too many attempts\. Try again in \d+ (seconds?|minutes?); until then the right password is refused too\.$/,
  );
});

test.describe("before the page's script runs", () => {
  test.use({ javaScriptEnabled: false });

  test("the form still logs in, and puts nothing into the address", async ({ page, server, loginPage }) => {
    const person = await server.addPerson("staff");
    await loginPage.goto();
    await loginPage.logIn({ ...person, password: "not-the-password" });
    await expect(loginPage.alert).toBeVisible();
    expect(page.url()).not.toContain("password");
    await loginPage.logIn(person);
    await loginPage.waitForChat();
  });
});

test("leads back to where one wanted to go, and out again", async ({ page, server, loginPage, shell }) => {
  const person = await server.addPerson("staff");
  await page.goto("/history?q=budget");
  await expect(page).toHaveURL(/\/login\?next=/);
  await loginPage.logIn(person);
  await expect(page).toHaveURL(/\/history\?q=budget$/);
  await shell.choose("Log out");
  await expect(page.getByRole("status")).toHaveText("You are logged out.");
  await page.goto("/history");
  await expect(page).toHaveURL(/\/login/);
});

test("shows the next person at the same screen nothing of the one before", async ({
  page,
  server,
  loginPage,
  historyPage,
  shell,
  logInAs,
  converse,
}) => {
  await converse(await logInAs("staff"), ["Between you and me."]);
  await historyPage.goto();
  await expect(historyPage.rows).toHaveCount(1);
  await shell.choose("Log out");
  await loginPage.logIn(await server.addPerson("staff"));
  await loginPage.waitForChat();
  // This request is never answered: whatever the page shows was there before.
  await page.route("**/api/history*", () => undefined);
  await page.getByRole("link", { name: "History" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Loading" })).toBeVisible();
  await expect(historyPage.rows).toHaveCount(0);
});

test("never leads to another site", async ({ page, server, loginPage }) => {
  const person = await server.addPerson("staff");
  await page.goto("/login?next=//evil.example/chat");
  await loginPage.logIn(person);
  await loginPage.waitForChat();
  expect(new URL(page.url()).origin).toBe(server.url);
});

test("ends at once for somebody who is disabled", async ({ page, server, logInAs }) => {
  const person = await logInAs("staff");
  await server.avatar("user", "disable", person.username);
  await page.goto("/history");
  await expect(page).toHaveURL(/\/login/);
  const notice = page.getByRole("status");
  await expect(notice).toHaveText("This account is disabled. Ask an administrator.");
  // Only the browser that has the login's cookie is told.
  await page.context().clearCookies();
  await page.reload();
  await expect(notice).toHaveText("Your login has ended. Please log in again.");
});

test("says so on the login page when a link finds the login ended", async ({ page, server, logInAs }) => {
  const person = await logInAs("staff");
  await new ChatPage(page).goto();
  await server.avatar("user", "password", person.username);
  await page.getByRole("link", { name: "History" }).click();
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole("status")).toHaveText(
    "An administrator has made a new password for you. Ask for it, then log in.",
  );
});
