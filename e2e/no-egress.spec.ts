import { hasNamespaces, startEnclosedServer, tryOutside } from "./fixtures/no-egress/server";
import { hearing } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

/** The embedded models and a server with no way out; nothing stands in for anything. */
const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearing("What is the capital of France?", launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
});
test.setTimeout(420_000);

test("a whole day's journey reaches for nothing outside this machine", async ({
  browser,
  contextOptions,
}, testInfo) => {
  const server = await startEnclosedServer({ AVATAR_EMBEDDED_LLM: "qwen2.5-coder-1.5b-instruct" });
  testInfo.annotations.push({ type: "enclosure", description: server.enclosure });
  const asked = new Set<string>();
  try {
    const context = await browser.newContext({ ...contextOptions, baseURL: server.url });
    const page = await context.newPage();
    page.on("request", (request) => asked.add(new URL(request.url()).origin));
    page.on("websocket", (socket) => asked.add(new URL(socket.url()).origin.replace(/^ws/, "http")));

    await page.goto("/login");
    await page.locator("#username").fill(server.admin.username);
    await page.locator("#password").fill(server.admin.password);
    await page.locator("#password").press("Enter");
    const chat = new ChatPage(page);
    await page.waitForURL((url) => url.pathname === "/chat");
    await chat.expectDock("ready", { timeout: 60_000 });
    await chat.keepSoundAsItIs();
    await chat.microphone.click();
    await expect(chat.turn(1).transcript).toContainText(/capital of france/i, { timeout: 60_000 });
    await chat.expectPlayed(500);
    await chat.expectDock("listening", { timeout: 60_000 });
    await chat.microphone.click();
    await chat.expectStatus(1, "completed");

    const sample = await page.request.get("/api/voices/dittli/sample?language=en&mode=fast");
    expect(sample.status()).toBe(200);
    await page.goto("/voice-profiles");
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeAttached();

    await page.goto("/history?q=France");
    await page.getByRole("button", { name: "Add these turns to a replay set" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name of a new set").fill("No way out");
    await page.keyboard.press("Enter");
    await dialog.getByRole("link", { name: "Open the set" }).click();
    await page.getByRole("button", { name: "New run" }).click();
    await dialog.getByLabel("Name of the run").fill("Here");
    await dialog.getByRole("button", { name: "Start the run" }).click();
    await expect(page.getByRole("region", { name: "Cases" }).getByText("Done", { exact: true })).toBeVisible({
      timeout: 180_000,
    });

    for (const path of ["/dashboard", "/settings/assistant", "/settings/alerts", "/audit", "/connect"]) {
      expect((await page.goto(path))?.status()).toBe(200);
      await expect(page.getByRole("heading").first()).toBeVisible();
    }
    await page.goto("/about");
    await expect(page.getByText("Speech, replies and recordings stay on this machine")).toBeVisible();
    await context.close();
  } finally {
    const { tried, packets } = await server.end();
    expect({ tried, packets }).toEqual({ tried: [], packets: 0 });
  }
  expect([...asked]).toEqual([server.url]);
});

test("the enclosure counts what does try: Node by its address, any program by its packets", () => {
  const probe = "fetch('http://192.0.2.1/').catch(() => require('node:dns').lookup('away.invalid', () => 0))";
  expect(tryOutside([process.execPath, "-e", probe]).tried).toEqual([
    expect.stringMatching(/: 192\.0\.2\.1$/),
    expect.stringMatching(/: away\.invalid$/),
  ]);
  const { packets } = tryOutside(["bash", "-c", "echo > /dev/udp/192.0.2.1/53"]);
  if (hasNamespaces) expect(packets).toBeGreaterThan(0);
});
