import { setTimeout as sleep } from "node:timers/promises";
import { bytesToBase64, int16ToBytes } from "../../lib/audio/pcm";
import type { BenchClient } from "./bench-client";
import { benchRateHz } from "./speech";

const chunkMs = 100;
const chunkSamples = (benchRateHz * chunkMs) / 1000;
const silence = new Int16Array(chunkSamples);

/** Sends sound at the pace of a real microphone, never faster, and silence while there is nothing to say. */
export class Microphone {
  #queue: Int16Array[] = [];
  #onSpoken: (() => void) | null = null;
  #open = true;

  constructor(private readonly client: BenchClient) {
    void this.#run();
  }

  async #run(): Promise<void> {
    let dueMs = performance.now();
    for (let ts = 0; this.#open; ts += chunkMs) {
      const chunk = this.#queue.shift() ?? silence;
      this.client.send({ type: "audio_chunk", data: bytesToBase64(int16ToBytes(chunk)), sr: benchRateHz, ts });
      if (this.#queue.length === 0) {
        this.#onSpoken?.();
        this.#onSpoken = null;
      }
      dueMs += chunkMs;
      await sleep(Math.max(0, dueMs - performance.now()));
    }
  }

  /** Resolves when the last sound has been sent. */
  say(pcm: Int16Array): Promise<void> {
    for (let at = 0; at < pcm.length; at += chunkSamples) this.#queue.push(pcm.slice(at, at + chunkSamples));
    return new Promise((resolve) => {
      this.#onSpoken = resolve;
    });
  }

  close(): void {
    this.#open = false;
  }
}
