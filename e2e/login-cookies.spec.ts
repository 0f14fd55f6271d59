import type { BrowserContext } from "@playwright/test";
import { type AvatarServer, startServer } from "./fixtures/server";
import { expect, test } from "./fixtures/test";
import { LoginPage } from "./pages/login-page";

// Each starts a server of its own besides the one that all share.
test.slow();

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

test("two AVATARs on one host, by their ports: neither login ends the other", async ({ browser, server }) => {
  const other = await startServer();
  const context = await browser.newContext();
  try {
    await logIn(context, server.url, server);
    await logIn(context, other.url, other);
    await expectLoggedIn(context, server.url);
    await expectLoggedIn(context, other.url);
    // Nor does logging out of one.
    await context.request.post(`${other.url}/api/auth/signout`, {
      form: { csrfToken: (await (await context.request.get(`${other.url}/api/auth/csrf`)).json()).csrfToken },
    });
    await expectLoggedIn(context, server.url);
    expect((await context.request.get(`${other.url}/api/settings`)).status()).toBe(401);
  } finally {
    await context.close();
    await other.close();
  }
});

test("plain HTTP after HTTPS on one host: both logins work in one browser", async ({ browser }) => {
  const server = await startServer({ AVATAR_HTTPS: "1" });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const https = server.url.replace("http:", "https:");
  try {
    await logIn(context, https, server);
    await logIn(context, server.url, server);
    await expectLoggedIn(context, server.url);
    await expectLoggedIn(context, https);
  } finally {
    await context.close();
    await server.close();
  }
});
