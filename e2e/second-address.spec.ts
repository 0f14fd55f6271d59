import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { connectSecondMachine, type SecondMachine } from "./fixtures/second-machine";
import { type AvatarServer, startServer } from "./fixtures/server";
import { LoginPage } from "./pages/login-page";

interface Office {
  machine: SecondMachine | null;
  server: AvatarServer;
  /** The server's origins as the second machine sees them. */
  ipv4: string;
  ipv6: string;
}

/** The server, and a browser on another machine of the same network. */
const test = base.extend<{ page: Page; context: BrowserContext }, { office: Office }>({
  office: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      // The cable comes first: the server's certificate then covers its addresses from the start.
      const machine = connectSecondMachine();
      const server = await startServer({ AVATAR_HTTPS: "1", HOST: "::" });
      const { port } = new URL(server.url);
      const at = (host: string | undefined) => `https://${host}:${port}`;
      await use({ machine, server, ipv4: at(machine?.server.ipv4), ipv6: at(`[${machine?.server.ipv6}]`) });
      await server.close();
      machine?.close();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  context: async ({ office, launchOptions }, use) => {
    test.skip(office.machine === null, "This machine allows no network namespace.");
    const browser = await office.machine?.launch(launchOptions);
    const context = await browser?.newContext({ ignoreHTTPSErrors: true, locale: "en" });
    if (context) await use(context);
    await browser?.close();
  },
  page: async ({ context }, use) => use(await context.newPage()),
});

test("another machine opens the page of the QR code and passes the check, before any login", async ({
  page,
  office,
}) => {
  await page.goto(office.ipv4.replace("https:", "http:"));
  await expect(page).toHaveURL(`${office.ipv4}/login`);
  await page.goto(`${office.ipv4}/connect`);
  const code = page.getByRole("img", { name: /^QR code of / });
  const scanned = ((await code.getAttribute("aria-label")) ?? "").replace("QR code of ", "");
  expect(scanned).toBe(`${office.ipv4.replace("https:", "http:")}/connect`);
  await page.goto(scanned);
  await page.getByRole("link", { name: /^Open https:/ }).click();
  await expect(page).toHaveURL(`${office.ipv4}/connect`);
  const check = page.getByTestId("device-check");
  await check.getByRole("button", { name: "Start the check" }).click();
  await check.getByRole("button", { name: "Hear yourself" }).click({ timeout: 30_000 });
  await check.getByRole("button", { name: "Yes" }).click();
  await expect(check).toHaveAttribute("data-passed", "true");
});

test("HTTP after HTTPS from the network: the login stays, its cookie is for HTTPS alone", async ({
  page,
  context,
  office,
}) => {
  await page.goto(`${office.ipv4}/login`);
  const login = new LoginPage(page);
  await login.logIn(office.server.admin);
  await login.waitForChat();
  const cookies = await context.cookies();
  expect(cookies.map(({ name, secure }) => [name, secure])).toEqual([
    [`__Host-avatar-${new URL(office.ipv4).port}.session`, true],
  ]);
  await page.goto(`${office.ipv4.replace("https:", "http:")}/history`);
  await expect(page).toHaveURL(`${office.ipv4}/history`);
});

test("by IPv6 as well: the page, the login", async ({ page, office }) => {
  await page.goto(`${office.ipv6}/login`);
  const login = new LoginPage(page);
  await login.logIn(office.server.admin);
  await login.waitForChat();
  await expect(page).toHaveURL(new RegExp(`^https://\\[${office.machine?.server.ipv6}\\]`));
});
