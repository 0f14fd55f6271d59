import type { BrowserContext } from "@playwright/test";
import { type AvatarServer, startServer } from "./fixtures/server";
import { test as base, expect } from "./fixtures/test";
import { LoginPage } from "./pages/login-page";

/** Another AVATAR on the host of the one that all share: it speaks HTTPS, and plain HTTP on the same port. */
const test = base.extend<object, { other: AvatarServer }>({
  other: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const other = await startServer({ AVATAR_HTTPS: "1" });
      await use(other);
      await other.close();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  ignoreHTTPSErrors: true,
});
const httpsOf = (server: AvatarServer) => server.url.replace("http:", "https:");

async function logIn(context: BrowserContext, origin: string, server: AvatarServer): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${origin}/login`);
  const loginPage = new LoginPage(page);
  await loginPage.logIn(server.admin);
  await loginPage.waitForChat();
  await page.close();
}

async function expectLoggedIn(context: BrowserContext, origin: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${origin}/history`);
  await expect(page).toHaveURL(`${origin}/history`);
  await page.close();
}

test("logs in over HTTPS with a cookie for HTTPS alone, and loads no new document", async ({ context, other }) => {
  const page = await context.newPage();
  const loginPage = new LoginPage(page);
  await page.goto(`${httpsOf(other)}/login`);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await loginPage.logIn(other.admin);
  await loginPage.waitForChat();
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  const cookies = await context.cookies();
  expect(cookies.map(({ name, secure, httpOnly, sameSite }) => ({ name, secure, httpOnly, sameSite }))).toEqual([
    { name: `__Host-avatar-${new URL(other.url).port}.session`, secure: true, httpOnly: true, sameSite: "Lax" },
  ]);
});

test("two AVATARs on one host, by their ports: neither login ends the other", async ({ context, server, other }) => {
  await logIn(context, server.url, server);
  await logIn(context, other.url, other);
  await expectLoggedIn(context, server.url);
  await expectLoggedIn(context, other.url);
  // Logging out of one does not end the other either.
  const { csrfToken } = await (await context.request.get(`${other.url}/api/auth/csrf`)).json();
  await context.request.post(`${other.url}/api/auth/signout`, { form: { csrfToken } });
  await expectLoggedIn(context, server.url);
  expect((await context.request.get(`${other.url}/api/settings`)).status()).toBe(401);
});

test("plain HTTP after HTTPS on one host: both logins work in one browser", async ({ context, other }) => {
  await logIn(context, httpsOf(other), other);
  await logIn(context, other.url, other);
  await expectLoggedIn(context, other.url);
  await expectLoggedIn(context, httpsOf(other));
});
