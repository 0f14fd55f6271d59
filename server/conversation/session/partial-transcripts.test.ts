import { expect, test } from "vitest";
import { emptyLexicon } from "../../../lib/lexicon";
import type { SpeechToText } from "../../inference/contract";
import { createRemoteStt } from "../../inference/engines/remote";
import { createLeaseBroker } from "../../inference/scheduling/lease-broker";
import { silentLogger } from "../../platform/observability/logger";
import { PartialTranscriber, PartialTranscriptPace, restAfterMs } from "./partial-transcripts";

const second = 16_000;

/** Partial transcripts on a clock that only the test moves; `offer` gives the text that is shown. */
function setUp({ hears = (seconds: number) => `${seconds} s`, lexicon = emptyLexicon } = {}) {
  const clock = { ms: 0 };
  const now = () => clock.ms;
  const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now });
  const stt: SpeechToText = {
    ...createRemoteStt({ url: "http://127.0.0.1:9/v1", model: null, apiKey: null }, silentLogger),
    async *transcribe({ audio }) {
      yield { text: hears(audio.length / second), isFinal: true };
    },
  };
  let told = (_text: string) => {};
  const partials = new PartialTranscriber({
    stt,
    leases,
    pace: new PartialTranscriptPace(),
    now,
    lexicon: async () => lexicon,
    onText: (text) => told(text),
  });
  const offer = (fromSecond: number, toSecond: number) =>
    new Promise<string>((resolve) => {
      told = resolve;
      const [start, end] = [fromSecond * second, toSecond * second];
      partials.offer("en", start, end, () => new Float32Array(end - start));
    });
  return { clock, leases, offer };
}

test("partial transcripts go on after the listener restarts and counts its samples from 0", async () => {
  const { offer } = setUp();
  expect(await offer(100, 102)).toBe("2 s");
  await new Promise(setImmediate);
  expect(await offer(0, 3)).toBe("3 s");
});

test("what is shown while somebody speaks has been through the lexicon: its bubble does not change at the end", async () => {
  const entry = { kind: "heard", language: "en", written: "fronds", becomes: "France", pronunciation: null } as const;
  const { offer } = setUp({ hears: () => "The capital of Fronds", lexicon: { version: 1, entries: [entry] } });
  expect(await offer(0, 2)).toBe("The capital of France");
});

test("waiting for a lease does not count as a slow recogniser", async () => {
  const { clock, leases, offer } = setUp();
  const signal = new AbortController().signal;
  const other = await leases.acquire({ call: "transcript", urgency: "live", signal });
  const waiting = offer(0, 2);
  clock.ms = 1_000;
  other.release();
  expect(await waiting).toBe("2 s");
  await new Promise(setImmediate);
  expect(await offer(0, 4)).toBe("4 s");
});

test("a look rests twice its own time, and a slow one so much longer that a final transcript rarely meets it", () => {
  expect([50, 200, 500, 2_000].map(restAfterMs)).toEqual([100, 400, 2_500, 40_000]);
  const meanWaitMs = (tookMs: number) => ((tookMs / (tookMs + restAfterMs(tookMs))) * tookMs) / 2;
  for (const tookMs of [50, 200, 500, 2_000, 5_000]) expect(meanWaitMs(tookMs)).toBeLessThanOrEqual(50);
});

test("however slow one look was, the next comes within five minutes, and stopped ones soon again", () => {
  const pace = new PartialTranscriptPace();
  let nowMs = 0;
  const restsMs: number[] = [];
  for (const look of [{ tookMs: 60_000, stopped: false }, ...Array(12).fill({ tookMs: 10, stopped: true })]) {
    expect(pace.tryBegin("en", nowMs)).toBe(true);
    nowMs += look.tookMs;
    pace.ended("en", nowMs, look);
    const endedMs = nowMs;
    while (!pace.tryBegin("en", nowMs)) nowMs += 1_000;
    pace.ended("en", nowMs, null);
    restsMs.push(nowMs - endedMs);
  }
  expect(restsMs[0]).toBe(300_000);
  expect(restsMs.at(-1)).toBeLessThanOrEqual(1_000);
});

test("a slow recogniser looks again after its rest, and a look that was stopped counts half as slow as the one before", () => {
  const pace = new PartialTranscriptPace();
  const begins = (atMs: number) => pace.tryBegin("en", atMs);
  expect(begins(0)).toBe(true);
  expect(begins(100), "one look at a time").toBe(false);
  pace.ended("en", 500, { tookMs: 500, stopped: false });
  expect([begins(2_999), begins(3_000)]).toEqual([false, true]);
  pace.ended("en", 3_010, { tookMs: 10, stopped: true });
  expect([begins(3_634), begins(3_635)]).toEqual([false, true]);
  pace.ended("en", 3_640, null);
  expect(begins(3_640), "a look that got no lease says nothing").toBe(true);
  pace.ended("en", 3_650, { tookMs: 10, stopped: false });
  expect([begins(3_669), begins(3_670)]).toEqual([false, true]);
  expect(new PartialTranscriptPace().tryBegin("zh-TW", 0)).toBe(true);
});
