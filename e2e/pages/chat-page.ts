import { expect, type Locator, type Page } from "@playwright/test";
import type { DockKind } from "../../lib/chat/dock-state";
import type { Language } from "../../lib/languages";
import english from "../../messages/en.json" with { type: "json" };
import chinese from "../../messages/zh-TW.json" with { type: "json" };

const messages = { en: english, "zh-TW": chinese };

/** /chat, in English unless said otherwise. */
export class ChatPage {
  readonly dock: Locator;
  readonly microphone: Locator;
  readonly composer: Locator;
  readonly turns: Locator;
  readonly stop: Locator;
  readonly newConversation: Locator;
  readonly player: Locator;
  readonly speech: Locator;
  readonly languageNotice: Locator;
  readonly enterQueue: Locator;
  readonly leaveQueue: Locator;

  /** The page's words. */
  readonly words: typeof english.chat;

  constructor(
    readonly page: Page,
    language: Language = "en",
  ) {
    this.words = messages[language].chat;
    this.dock = page.getByTestId("dock-state");
    this.microphone = page.getByTestId("microphone");
    this.composer = page.getByRole("textbox", { name: this.words.composer.label });
    this.turns = page.getByTestId("turn");
    this.stop = page.getByRole("button", { name: this.words.stop, exact: true });
    this.newConversation = page.getByRole("button", { name: this.words.newConversation });
    this.player = page.getByTestId("audio-player");
    this.speech = page.getByTestId("reply-speech");
    this.languageNotice = page.getByTestId("language-notice");
    this.enterQueue = page.getByRole("button", { name: "Wait in line" });
    this.leaveQueue = page.getByRole("button", { name: "Leave the line" });
  }

  async goto(options?: { timeout?: number }): Promise<void> {
    await this.page.goto("/chat");
    await this.expectDock("ready", options);
  }

  async expectDock(kind: DockKind, options?: { timeout?: number }): Promise<void> {
    await expect(this.dock).toHaveAttribute("data-dock", kind, options);
  }

  /** Takes a place in the queue, on a server whose seats are all taken. */
  async joinQueue(): Promise<void> {
    await this.enterQueue.click();
    await this.expectDock("waiting");
  }

  async type(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** The turn at this place in the list, from 1. */
  turn(place: number): { item: Locator; transcript: Locator; reply: Locator; heard: Locator; timings: Locator } {
    const item = this.turns.nth(place - 1);
    return {
      item,
      transcript: item.getByTestId("transcript"),
      reply: item.getByTestId("reply"),
      heard: item.getByTestId("heard"),
      timings: item.getByRole("button", { name: /first sound/i }),
    };
  }

  async expectStatus(place: number, status: "running" | "completed" | "interrupted" | "failed"): Promise<void> {
    await expect(this.turn(place).item).toHaveAttribute("data-status", status);
  }

  /** Waits until the audio thread reports that so much sound, and not silence, was played. */
  async expectPlayed(milliseconds: number): Promise<void> {
    await expect
      .poll(async () => Number(await this.player.getAttribute("data-played-ms")), { timeout: 30_000 })
      .toBeGreaterThanOrEqual(milliseconds);
    expect(Number(await this.player.getAttribute("data-peak"))).toBeGreaterThan(0.01);
  }

  /** How much was played so far, ms. */
  async playedMs(): Promise<number> {
    return Number((await this.player.getAttribute("data-played-ms")) ?? 0);
  }

  /** A microphone that hears exactly what the test plays: nothing is cleaned up on the way. */
  async keepSoundAsItIs(): Promise<void> {
    await this.page.getByRole("button", { name: this.words.settings }).click();
    await this.page.getByRole("switch", { name: this.words.settingsPanel.echo }).click();
    await this.page.getByRole("switch", { name: this.words.settingsPanel.noise }).click();
    await this.page.keyboard.press("Escape");
    await expect(this.page.getByRole("dialog")).toHaveCount(0);
  }
}

/** Counts the pieces of sound that the page sends from now on. */
export function countSentSound(page: Page): () => number {
  let sent = 0;
  page.on("websocket", (socket) =>
    socket.on("framesent", ({ payload }) => {
      if (String(payload).includes("audio_chunk")) sent += 1;
    }),
  );
  return () => sent;
}
