import type { Page } from "@playwright/test";
import { hearingNobody } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

interface Wire {
  /** Says to the page what a server could say. */
  tell: (type: string, message: object) => void;
}

/** The chat page with its own wire, so that every state of the dock can be had at once and in any order. */
const test = base.extend<{ chat: ChatPage; wire: Wire }>({
  launchOptions: [
    async ({ launchOptions }, use) => use(hearingNobody(launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
  wire: async ({ page }, use) => {
    const wire: Wire = { tell: () => {} };
    await page.routeWebSocket(/\/ws\/chat/, (route) => {
      route.connectToServer();
      wire.tell = (type, message) => route.send(`42${JSON.stringify([type, message])}`);
    });
    await use(wire);
  },
  chat: async ({ page, logInAs, wire: _, server }, use) => {
    await server.standIns.llm.configure({ answers: [`Well. ${"And so it goes on and on. ".repeat(20)}`] });
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.goto();
    await use(chat);
  },
});

const places = ["microphone", "stop-place", "mute-place", "reply-speech"] as const;

/** Where the dock's controls are, shown or not, in whole pixels. */
async function controlPlaces(page: Page): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const place of places) {
    const box = await page.getByTestId(place).boundingBox();
    found[place] = box ? [box.x, box.y, box.width, box.height].map(Math.round).join(" ") : "none";
  }
  return found;
}

/** Goes through what happens in a conversation by voice, and calls `look` in each state. */
async function everyState({ chat, wire }: { chat: ChatPage; wire: Wire }, look: (kind: string) => Promise<void>) {
  await chat.microphone.click();
  await chat.expectDock("listening");
  await look("listening");
  wire.tell("turn_state", { state: "hearing" });
  await chat.expectDock("hearing");
  await look("hearing");
  wire.tell("turn_started", { turn_id: "made-up", turn_number: 1 });
  wire.tell("turn_state", { state: "thinking" });
  await chat.expectDock("recognising");
  await look("recognising");
  wire.tell("transcription", { text: "And for foreigners?", is_final: true, turn_id: "made-up" });
  await chat.expectDock("thinking");
  await look("thinking");
  wire.tell("turn_state", { state: "speaking" });
  await chat.expectDock("speaking");
  await look("speaking");
  await chat.page.keyboard.press("m");
  await expect(chat.page.getByTestId("muted-meanwhile")).toBeVisible();
  await look("speaking, muted");
  wire.tell("turn_state", { state: "listening" });
  await chat.expectDock("muted");
  await look("muted");
}

for (const [name, viewport] of Object.entries({
  "a desk": { width: 1440, height: 900 },
  "a phone": { width: 390, height: 844 },
  "a phone on its side": { width: 844, height: 390 },
})) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport, reducedMotion: "reduce" });

    test("nothing moves under the pointer, and each state has a shape of its own", async ({ page, chat, wire }) => {
      test.slow();
      const before = await controlPlaces(page);
      expect(before["stop-place"]).not.toBe("none");
      expect(before["stop-place"]).not.toBe(before["mute-place"]);
      const shapes: (string | null)[] = [];
      await everyState({ chat, wire }, async (kind) => {
        expect(await controlPlaces(page), kind).toEqual(before);
        if (kind !== "speaking, muted") shapes.push(await page.locator("[data-shape]").getAttribute("data-shape"));
      });
      expect(new Set(shapes).size).toBe(shapes.length);
    });
  });
}

test("the disc stops a reply that sounds, and the microphone stays open", async ({ chat, wire }) => {
  await chat.microphone.click();
  await chat.expectDock("listening");
  wire.tell("turn_state", { state: "speaking" });
  await expect(chat.microphone).toHaveAccessibleName("Stop the reply");
  wire.tell("turn_state", { state: "listening" });
  await chat.type("Tell me everything");
  await chat.expectPlayed(200);
  await chat.expectDock("speaking");
  await chat.microphone.click();
  await chat.expectStatus(1, "interrupted");
  await chat.expectDock("listening");
  await expect(chat.microphone).toHaveAccessibleName("Turn the microphone off");
});

test("what is said stands on the page from its first moment on, and recognition is counted", async ({
  page,
  chat,
  wire,
}) => {
  await expect(page.getByRole("heading", { name: "Say something" })).toBeVisible();
  await chat.microphone.click();
  await chat.expectDock("listening");
  wire.tell("turn_state", { state: "hearing" });
  await expect(page.getByTestId("hearing")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Say something" })).toHaveCount(0);
  wire.tell("turn_started", { turn_id: "made-up", turn_number: 1 });
  wire.tell("turn_state", { state: "thinking" });
  const counted = page.getByTestId("recognising");
  await expect(counted).toHaveText(/Recognising \d+\.\d s/);
  await expect(counted).toHaveText(/Recognising [1-9]\d*\.\d s/);
  wire.tell("transcription", { text: "And for foreigners?", is_final: true, turn_id: "made-up" });
  await expect(counted).toHaveCount(0);
  await expect(chat.turn(1).transcript).toHaveText("And for foreigners?");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("And for foreigners?");
});

test("one number at rest, the stages when it is pointed at, the waterfall on a click", async ({
  page,
  chat,
  server,
}) => {
  await server.standIns.llm.configure({ answers: ["Paris."] });
  await chat.type("What is the capital of France?");
  await chat.expectStatus(1, "completed");
  const { timings } = chat.turn(1);
  await expect(timings).toHaveText(/First sound \d+\.\d\d s$/);
  await page.mouse.move(0, 0);
  await expect(timings.getByText(/think \d/)).toBeHidden();
  await timings.hover();
  await expect(timings.getByText(/think \d/)).toBeVisible();
  await timings.click();
  await expect(chat.turn(1).item.getByRole("row", { name: /Found the first word/ })).toBeVisible();
});

test("a browser that goes offline is told at once, and a link then keeps the page", async ({ page, context, chat }) => {
  await chat.type("Tell me everything");
  await chat.expectPlayed(200);
  await context.setOffline(true);
  await chat.expectDock("reconnecting", { timeout: 2_000 });
  await page.getByRole("link", { name: "History" }).click();
  await expect(page.getByTestId("page-kept")).toContainText("can’t be reached");
  await expect(page).toHaveURL(/\/chat/);
  await expect(chat.turn(1).reply).toContainText("And so it goes on");
  await context.setOffline(false);
  await expect(chat.dock).not.toHaveAttribute("data-dock", "reconnecting", { timeout: 20_000 });
  await page.getByRole("link", { name: "History" }).click();
  await expect(page).toHaveURL(/\/history/);
});

test.describe("zoomed to 400 %", () => {
  test.use({ viewport: { width: 320, height: 256 }, replySpeech: "never" });

  test("the conversation can be read and scrolled, and everything reached", async ({ page, chat }) => {
    await expect(chat.composer).toBeHidden();
    await page.getByRole("button", { name: "Type", exact: true }).click();
    await expect(chat.composer).toBeFocused();
    await chat.type("Tell me everything");
    await chat.expectStatus(1, "completed");
    await chat.composer.blur();
    const log = page.getByRole("region", { name: "Conversation" });
    expect((await log.boundingBox())?.height).toBeGreaterThanOrEqual(100);
    await expect.poll(() => log.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
    await log.hover();
    await page.mouse.wheel(0, -2_000);
    await expect(chat.turn(1).transcript).toBeInViewport();
    for (const control of [chat.microphone, chat.newConversation, page.getByRole("link", { name: "History" })]) {
      await expect(control).toBeInViewport({ ratio: 1 });
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("the bar makes room while somebody types, and the sheet says how to talk", async ({ page, chat }) => {
    const bar = page.getByRole("navigation", { name: "Main" });
    await expect(bar).toBeVisible();
    await chat.composer.focus();
    await expect(bar).toBeHidden();
    await expect(chat.microphone).toBeInViewport({ ratio: 1 });
    await chat.composer.blur();
    await expect(bar).toBeVisible();
    await page.getByRole("button", { name: "How to talk, and keys" }).click();
    const sheet = page.getByRole("dialog", { name: "How to talk" });
    await expect(sheet.getByText("Just speak while the reply sounds")).toBeVisible();
    await expect(sheet.getByText("Shift + Enter")).toBeHidden();
  });

  test("the text field folds to an icon while somebody talks", async ({ page, chat }) => {
    await chat.microphone.click();
    await chat.expectDock("listening");
    await expect(chat.composer).toBeHidden();
    await page.getByRole("button", { name: "Type", exact: true }).click();
    await expect(chat.composer).toBeFocused();
    await chat.type("Tell me everything");
    await chat.expectPlayed(200);
  });
});
