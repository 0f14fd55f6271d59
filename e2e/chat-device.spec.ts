import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

const test = base.extend<{ chat: ChatPage }>({
  chat: async ({ page, logInAs, server }, use) => {
    await server.standIns.llm.configure({ answers: [], firstLatencyMs: 0, stepLatencyMs: 0 });
    await logInAs("staff");
    await use(new ChatPage(page));
  },
});
const answer = "It is Paris. The city lies on the Seine, and has been the capital for most of a thousand years.";

test("the screen stays on while somebody talks hands-free, and no longer", async ({ page, chat }) => {
  await page.addInitScript(() => {
    const locks: { released: boolean }[] = [];
    const request = async () => {
      const lock = {
        released: false,
        release: async () => {
          lock.released = true;
        },
      };
      locks.push(lock);
      return lock;
    };
    Object.defineProperty(navigator, "wakeLock", { value: { request } });
    Object.assign(window, {
      heldLocks: () => locks.filter(({ released }) => !released).length,
      takeLocks: () => {
        for (const lock of locks) lock.released = true;
      },
    });
  });
  await chat.goto();
  const held = () => page.evaluate("heldLocks()");
  expect(await held()).toBe(0);
  await chat.microphone.click();
  await expect.poll(held).toBe(1);
  const show = () => page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));
  await show();
  await show();
  expect(await held()).toBe(1);
  // A phone takes the lock while the page is hidden; shown again, the page asks again.
  await page.evaluate("takeLocks()");
  await show();
  await expect.poll(held).toBe(1);
  await chat.microphone.click();
  await expect.poll(held).toBe(0);
});

test("media keys stop the reply and play it again; they show nothing that was said", async ({ page, chat, server }) => {
  await page.addInitScript(() => {
    const handlers: Record<string, (() => void) | null> = {};
    navigator.mediaSession.setActionHandler = (action: string, handler: unknown) => {
      handlers[action] = handler as () => void;
    };
    Object.assign(window, { press: (action: string) => handlers[action]?.() });
  });
  await chat.goto();
  await server.standIns.llm.configure({ answers: [answer] });
  await chat.type("What is the capital of France?");
  await chat.expectPlayed(300);
  const session = () =>
    page.evaluate(() => [navigator.mediaSession.playbackState, navigator.mediaSession.metadata?.title]);
  expect(await session()).toEqual(["playing", "Conversation"]);
  await page.evaluate("press('pause')");
  await chat.expectStatus(1, "interrupted");
  await chat.expectDock("ready");
  expect(await session()).toEqual(["paused", "Conversation"]);
  const before = await chat.playedMs();
  await page.evaluate("press('play')");
  await chat.expectPlayed(before + 300);
  await page.evaluate("press('stop')");
  await chat.expectDock("ready");
});

test("a soft tick while an answer takes long, once it is chosen on this device", async ({ page, chat, server }) => {
  await page.addInitScript(() => {
    let ticks = 0;
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (...when) {
      ticks += 1;
      start.apply(this, when);
    };
    Object.assign(window, { ticks: () => ticks });
  });
  const ticks = () => page.evaluate("ticks()");
  await chat.goto();
  await server.standIns.llm.configure({ answers: ["One.", "Two."], firstLatencyMs: 6_000 });
  await chat.type("Think about it");
  await chat.expectStatus(1, "completed");
  expect(await ticks()).toBe(0);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("switch", { name: "Tick while thinking" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await chat.type("Think again");
  await expect.poll(ticks).toBeGreaterThanOrEqual(2);
  await chat.expectStatus(2, "completed");
  await page.reload();
  await chat.expectDock("ready");
  await page.getByRole("button", { name: "Settings" }).click();
  await expect(page.getByRole("switch", { name: "Tick while thinking" })).toBeChecked();
});

test("it can be kept on a home screen: manifest and icons need no login", async ({ page, playwright, server }) => {
  const anybody = await playwright.request.newContext({ baseURL: server.url });
  const manifest = await (await anybody.get("/manifest.webmanifest")).json();
  expect(manifest).toMatchObject({ name: "AVATAR", start_url: "/chat", display: "standalone" });
  for (const { src, type } of manifest.icons) {
    const icon = await anybody.get(src);
    expect([icon.status(), icon.headers()["content-type"]]).toEqual([200, type]);
  }
  await page.goto("/login");
  await expect(page.locator('link[rel="manifest"]')).toHaveAttribute("href", "/manifest.webmanifest");
  const apple = await page.locator('link[rel="apple-touch-icon"]').getAttribute("href");
  expect((await anybody.get(apple ?? "")).status()).toBe(200);
  await anybody.dispose();
});
