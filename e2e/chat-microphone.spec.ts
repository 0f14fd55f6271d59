import type { Page } from "@playwright/test";
import { test as base, expect } from "./fixtures/test";
import { ChatPage, countSentSound } from "./pages/chat-page";

const test = base.extend<{ chat: ChatPage }>({
  chat: async ({ page, logInAs }, use) => {
    await logInAs("staff");
    await use(new ChatPage(page));
  },
});

/**
 * The page's microphone becomes a generator: noise until `window.hush()`, zeros from then on; `window.muteTrack()` does
 * what a switch at the microphone does.
 */
async function withSwitchedMicrophone(page: Page, { silentAtFirst }: { silentAtFirst: boolean }): Promise<void> {
  await page.addInitScript((isSilent) => {
    const parts = window as unknown as { hush(): void; muteTrack(on: boolean): void };
    navigator.mediaDevices.getUserMedia = async () => {
      const context = new AudioContext();
      const noise = new AudioBufferSourceNode(context, { loop: true });
      const buffer = context.createBuffer(1, context.sampleRate, context.sampleRate);
      buffer.copyToChannel(
        buffer.getChannelData(0).map(() => (Math.random() - 0.5) / 1_000),
        0,
      );
      noise.buffer = buffer;
      const gain = new GainNode(context, { gain: isSilent ? 0 : 1 });
      const out = context.createMediaStreamDestination();
      noise.connect(gain).connect(out);
      noise.start();
      const [track] = out.stream.getAudioTracks();
      parts.hush = () => {
        gain.gain.value = 0;
      };
      parts.muteTrack = (on) => {
        Object.defineProperty(track, "muted", { value: on, configurable: true });
        track?.dispatchEvent(new Event(on ? "mute" : "unmute"));
      };
      return out.stream;
    };
  }, silentAtFirst);
}

test("a microphone that gives only zeros is noticed, and said with what to do", async ({ page, chat }) => {
  await withSwitchedMicrophone(page, { silentAtFirst: true });
  await chat.goto();
  await chat.microphone.click();
  await chat.expectDock("silent");
  await expect(chat.dock).toContainText("Look at its switch and its cable");
});

test("a quiet room is no reason to complain; a switch at the microphone is, until it is switched back", async ({
  page,
  chat,
}) => {
  await withSwitchedMicrophone(page, { silentAtFirst: false });
  const sounds = countSentSound(page);
  await chat.goto();
  await chat.microphone.click();
  await chat.expectDock("listening");
  // Silence is complained of after 1.5 s; this is 2.7 s of sound in pieces of 60 ms.
  await expect.poll(sounds).toBeGreaterThanOrEqual(45);
  await chat.expectDock("listening");
  await page.evaluate(() => (window as unknown as { muteTrack(on: boolean): void }).muteTrack(true));
  await chat.expectDock("silent");
  await expect(chat.dock).toContainText("It is muted by its own switch");
  await page.evaluate(() => (window as unknown as { muteTrack(on: boolean): void }).muteTrack(false));
  await chat.expectDock("listening");
  await page.evaluate(() => (window as unknown as { hush(): void }).hush());
  await chat.expectDock("silent");
});

test("sound that the browser has paused is noticed, and any gesture brings it back", async ({ page, chat }) => {
  await page.addInitScript(() => {
    const contexts: AudioContext[] = [];
    const Original = window.AudioContext;
    window.AudioContext = class extends Original {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }
    };
    (window as unknown as { pauseSound(): Promise<unknown> }).pauseSound = () =>
      Promise.all(contexts.filter(({ state }) => state === "running").map((context) => context.suspend()));
  });
  await chat.goto();
  await chat.microphone.click();
  await chat.expectDock("listening");
  await page.evaluate(() => (window as unknown as { pauseSound(): Promise<unknown> }).pauseSound());
  await chat.expectDock("silent");
  await expect(chat.dock).toContainText("The browser has paused the sound");
  await page.getByRole("heading", { name: "Say something" }).click();
  await chat.expectDock("listening");
});
