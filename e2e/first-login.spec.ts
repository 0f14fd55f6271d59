import { connectPlain } from "../server/testing/chat-client";
import { expect, test } from "./fixtures/test";

test("a password that was made up opens one page, until the person has chosen their own", async ({
  page,
  server,
  loginPage,
}) => {
  const username = "newcomer";
  const password = await server.avatar("user", "add", username, "--role", "staff");
  const token = await server.createToken(username);
  const headers = { authorization: `Bearer ${token}` };
  const refused = { error: expect.objectContaining({ code: "password_change_required" }) };
  await loginPage.goto();
  await loginPage.logIn({ username, password });
  await expect(page).toHaveURL(/\/new-password$/);

  // Nothing else is open: pages, REST, the socket, by cookie and by token.
  for (const path of ["/chat", "/history", "/login"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/new-password$/);
  }
  const fromPage = await page.request.get("/api/conversations");
  expect([fromPage.status(), await fromPage.json()]).toEqual([403, refused]);
  const byToken = await fetch(`${server.url}/api/conversations`, { headers });
  expect([byToken.status, await byToken.json()]).toEqual([403, refused]);
  await expect(connectPlain(server.url, token)).rejects.toThrow("403");

  const current = page.getByLabel("Password you were given");
  const next = page.getByLabel("New password");
  const submit = page.getByRole("button", { name: "Set password" });
  await current.fill("not the one");
  await next.fill("my own horse");
  await submit.click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText("The user name or the password is not right.");
  await current.fill(password);
  await next.fill(password);
  await submit.click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("The new password is the one you have");
  await current.fill(password);
  await next.fill("my own horse");
  await submit.click();
  await loginPage.waitForChat();
  expect((await fetch(`${server.url}/api/conversations`, { headers })).status).toBe(200);
  await page.goto("/new-password");
  await loginPage.waitForChat();
});
