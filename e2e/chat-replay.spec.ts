import type { Page } from "@playwright/test";
import { hearing } from "./fixtures/spoken-microphone";
import { test as base, expect } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

const question = "What is the capital of France?";
const test = base.extend<{ chat: ChatPage }>({
  launchOptions: [
    async ({ launchOptions }, use) => use(await hearing(question, launchOptions)),
    { scope: "worker", timeout: 180_000 },
  ],
  chat: async ({ page, logInAs, server }, use) => {
    await server.standIns.stt.configure({ answer: question });
    await server.standIns.llm.configure({ answers: [], stepLatencyMs: 0 });
    await logInAs("staff");
    const chat = new ChatPage(page);
    await chat.goto();
    await use(chat);
  },
});

/** After its sentence the microphone of the test gives nothing at all, which the dock soon says. */
const expectListening = (chat: ChatPage) =>
  expect(chat.dock).toHaveAttribute("data-dock", /^(listening|silent)$/, { timeout: 30_000 });

/** The browser plays half a second of silence: a reply that still sounded would be counted meanwhile. */
const halfASecondOfSound = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((ended) => {
        const context = new AudioContext();
        const silence = new ConstantSourceNode(context, { offset: 0 });
        silence.connect(context.destination);
        silence.onended = () => ended();
        silence.start();
        silence.stop(context.currentTime + 0.5);
      }),
  );

/** A reply of some seconds. */
const answer = "It is Paris. The city lies on the Seine, and has been the capital for most of a thousand years.";

test("a reply is heard again, now and after a reload; Escape stops it", async ({ page, chat, server }) => {
  await server.standIns.llm.configure({ answers: [answer] });
  await chat.type(question);
  await chat.expectStatus(1, "completed");
  await chat.expectDock("ready", { timeout: 30_000 });
  for (const isReloaded of [false, true]) {
    if (isReloaded) await page.reload();
    await chat.expectDock("ready");
    const before = await chat.playedMs();
    const again = chat.turn(1).item.getByTestId("play-reply");
    await expect(again).toHaveAccessibleName("Play the reply again");
    await again.click();
    await expect(again).toHaveAttribute("data-state", "playing");
    await chat.expectDock("speaking");
    await chat.expectPlayed(before + 500);
    await page.keyboard.press("Escape");
    await expect(again).toHaveAttribute("data-state", "silent");
    await chat.expectDock("ready");
    const stopped = await chat.playedMs();
    await halfASecondOfSound(page);
    expect(await chat.playedMs()).toBe(stopped);
  }
});

test("one's own words are heard again; typed ones have no sound", async ({ page, chat, server }) => {
  await chat.keepSoundAsItIs();
  await server.standIns.llm.configure({ answers: ["Paris.", "Berlin."] });
  await chat.microphone.click();
  await chat.expectStatus(1, "completed");
  await expectListening(chat);
  await chat.microphone.click();
  const before = await chat.playedMs();
  await page.getByRole("button", { name: "Play what you said" }).click();
  await chat.expectPlayed(before + 500);
  await chat.type("And of Germany?");
  await chat.expectStatus(2, "completed");
  await expect(chat.turn(2).item.getByTestId("play-user")).toHaveCount(0);
});

test("only one sound at a time: another recording, or a new question, ends the one before", async ({
  chat,
  server,
}) => {
  await server.standIns.llm.configure({ answers: [answer, answer, "Berlin."] });
  for (const place of [1, 2]) {
    await chat.type(question);
    await chat.expectStatus(place, "completed");
    await chat.expectDock("ready", { timeout: 30_000 });
  }
  const [first, second] = [1, 2].map((place) => chat.turn(place).item.getByTestId("play-reply"));
  if (!first || !second) throw new Error("No buttons.");
  await first.click();
  await expect(first).toHaveAttribute("data-state", "playing");
  await second.click();
  await expect(second).toHaveAttribute("data-state", "playing");
  await expect(first).toHaveAttribute("data-state", "silent");
  await chat.type("And of Germany?");
  await expect(second).toHaveAttribute("data-state", "silent");
  await expect(chat.turn(3).reply).toHaveText("Berlin.");
  await chat.expectStatus(3, "completed");
});

test("a recording that is played again is not taken for speech: the microphone waits meanwhile", async ({
  page,
  chat,
  server,
}) => {
  let chunks = 0;
  page.on("websocket", (socket) =>
    socket.on("framesent", ({ payload }) => {
      if (String(payload).includes("audio_chunk")) chunks += 1;
    }),
  );
  await page.reload();
  await chat.expectDock("ready");
  await server.standIns.llm.configure({ answers: [answer] });
  await chat.microphone.click();
  await chat.expectStatus(1, "completed");
  await expectListening(chat);
  await chat.turn(1).item.getByTestId("play-reply").click();
  await chat.expectDock("speaking");
  const atTheBeginning = chunks;
  const before = await chat.playedMs();
  await chat.expectPlayed(before + 1_500);
  expect(chunks).toBe(atTheBeginning);
  await expectListening(chat);
  await expect.poll(() => chunks).toBeGreaterThan(atTheBeginning);
  await expect(chat.turns).toHaveCount(1);
});
