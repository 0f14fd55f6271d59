import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Language, languages } from "../../../../lib/languages";
import { type ModelStatus, modelStatusSchema } from "../../../../lib/models";
import type {
  ChatMessage,
  Engine,
  GenerateEvent,
  LanguageModel,
  SpeechToText,
  SynthesizeRequest,
  TextToSpeech,
  TranscriptEvent,
  Urgency,
  Voice,
} from "../../contract";
import { collect, live, never } from "./calls";

/** An engine to put through the suite. `make` gives one that is not yet started. */
interface Subject<E extends Engine> {
  engine: E;
  /** How long after an abort a call may still take to reject, ms: the time of one step on a busy machine. */
  abortWithinMs?: number;
  /** Called after `engine.close()`. */
  dispose?: () => Promise<void>;
}
export interface SttSubject extends Subject<SpeechToText> {
  /** float32 mono 16 kHz speech, and what its transcript must match. At least one; the first at least 1 s long. */
  samples: { language: Language; audio: Float32Array; matches: RegExp }[];
}
export interface LlmSubject extends Subject<LanguageModel> {
  language: Language;
}
export interface TtsSubject extends Subject<TextToSpeech> {
  /** What to speak in each language and mode that the engine serves. */
  samples: { language: Language; mode: SynthesizeRequest["mode"]; voice: Voice; text: string }[];
  /** Whether it speaks with cloned voices, once it has started. */
  clones: boolean;
}

const defaultAbortWithinMs = 5_000;
/** A start ends by itself, ready or failed, and takes minutes on a machine that is busy with other things. */
const startLimitMs = 900_000;
const reasonOfTest = () => Object.assign(new Error("the person spoke again"), { code: "TEST_ABORT" });

/**
 * The contract of every engine, whatever its role, around `describeRole`'s own. `call` makes one ordinary call that
 * takes at least a few steps. One engine goes through all of it, because loading a model takes seconds.
 */
function describeEngine<S extends Subject<Engine>>(
  make: () => Promise<S>,
  call: (subject: S, signal: AbortSignal) => AsyncIterable<unknown>,
  describeRole: (current: () => S) => void,
): void {
  let subject: S;
  const seen: ModelStatus[] = [];
  let unsubscribe: () => void;
  beforeAll(async () => {
    subject = await make();
    seen.push(...subject.engine.models());
    unsubscribe = subject.engine.onStatus((status) => seen.push(status));
    await subject.engine.start();
    await subject.engine.start();
  }, startLimitMs);
  afterAll(async () => {
    await subject.engine.close();
    await subject.dispose?.();
  });

  test("statuses are valid before, while and after it starts, and end in ready", () => {
    for (const status of [...seen, ...subject.engine.models()]) {
      expect(() => modelStatusSchema.parse(status)).not.toThrow();
      expect(status.role).toBe(subject.engine.role);
    }
    expect(subject.engine.models().some((status) => status.state === "ready")).toBe(true);
  });

  describe("when aborted", () => {
    test("before the call, it rejects with the signal's reason", async () => {
      const reason = reasonOfTest();
      await expect(collect(call(subject, AbortSignal.abort(reason)))).rejects.toBe(reason);
    });

    test("right after the call began, it rejects with the reason soon, and the next call works", async () => {
      const controller = new AbortController();
      const reason = reasonOfTest();
      const outcome = expect(collect(call(subject, controller.signal))).rejects.toBe(reason);
      const abortedMs = performance.now();
      controller.abort(reason);
      await outcome;
      expect(performance.now() - abortedMs).toBeLessThan(subject.abortWithinMs ?? defaultAbortWithinMs);
      expect((await collect(call(subject, never()))).length).toBeGreaterThan(0);
    });

    test("after its first event, it rejects with the reason soon, and the next call works", async () => {
      const controller = new AbortController();
      const reason = reasonOfTest();
      const iterator = call(subject, controller.signal)[Symbol.asyncIterator]();
      const first = await iterator.next();
      expect(first.done).toBe(false);
      const abortedMs = performance.now();
      controller.abort(reason);
      const rest = async () => {
        while (!(await iterator.next()).done);
      };
      await expect(rest()).rejects.toBe(reason);
      expect(performance.now() - abortedMs).toBeLessThan(subject.abortWithinMs ?? defaultAbortWithinMs);
      expect((await collect(call(subject, never()))).length).toBeGreaterThan(0);
    });

    test("a caller that stops reading after the first event leaves the engine free", async () => {
      for await (const _ of call(subject, never())) break;
      expect((await collect(call(subject, never()))).length).toBeGreaterThan(0);
    });
  });

  test("it serves both languages", () => {
    expect(languages.filter((language) => !subject.engine.supports(language))).toEqual([]);
  });

  describeRole(() => subject);

  test("closing fails the pending call with model_unavailable, and later calls too; closing again does nothing", async () => {
    unsubscribe();
    const reported = seen.length;
    const pending = collect(call(subject, never()));
    const outcome = pending.then(
      () => null,
      (error: unknown) => error,
    );
    await subject.engine.close();
    // A call that was answered before the engine closed has simply ended.
    const error = await outcome;
    if (error !== null) expect(error).toMatchObject({ code: "model_unavailable" });
    await subject.engine.close();
    await expect(collect(call(subject, never()))).rejects.toMatchObject({ code: "model_unavailable" });
    expect(seen).toHaveLength(reported);
  });
}

/** Growing partials, then exactly one final transcript. */
function expectTranscript(events: TranscriptEvent[]): string {
  expect(events.filter((event) => event.isFinal)).toHaveLength(1);
  expect(events.at(-1)?.isFinal).toBe(true);
  const partials = events.slice(0, -1).map((event) => event.text.length);
  expect(partials).toEqual([...partials].sort((a, b) => a - b));
  return events.at(-1)?.text ?? "";
}

/** Puts a SpeechToText through the contract of server/inference/contract.ts. */
export function describeSttConformance(name: string, make: () => Promise<SttSubject>): void {
  describe(`${name}: speech to text`, () => {
    const firstSample = (subject: SttSubject) => {
      const [sample] = subject.samples;
      if (!sample) throw new Error("The subject has no sample.");
      return sample;
    };
    const call = (subject: SttSubject, signal: AbortSignal) => {
      const sample = firstSample(subject);
      return subject.engine.transcribe({ audio: sample.audio, language: sample.language }, live(signal));
    };
    describeEngine(make, call, (current) => {
      const transcribe = (audio: Float32Array, language: Language) =>
        collect(current().engine.transcribe({ audio, language }, live()));

      test("it understands the samples", async () => {
        for (const sample of current().samples) {
          const text = expectTranscript(await transcribe(sample.audio, sample.language));
          expect(text).toMatch(sample.matches);
          expect(text).toBe(text.trim());
          expect(text).not.toContain("\n");
        }
      });

      test("silence is an empty transcript", async () => {
        const { language } = firstSample(current());
        expect(expectTranscript(await transcribe(new Float32Array(16_000), language))).toBe("");
      });

      test("no sound at all, and a few samples of it, end with one final transcript", async () => {
        const { language, audio } = firstSample(current());
        for (const samples of [0, 1, 160]) {
          expectTranscript(await transcribe(audio.slice(8_000, 8_000 + samples), language));
        }
      });

      test("60 s of sound end with one final transcript of a sane length", async () => {
        const { language, audio } = firstSample(current());
        const long = new Float32Array(60 * 16_000);
        for (let at = 0; at + audio.length <= long.length; at += audio.length + 8_000) long.set(audio, at);
        const text = expectTranscript(await transcribe(long, language));
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThan(4_000);
      });

      test("two calls at once each get their own answer", async () => {
        const { language, audio, matches } = firstSample(current());
        const [spoken, silent] = await Promise.all([
          transcribe(audio, language),
          transcribe(new Float32Array(8_000), language),
        ]);
        expect(expectTranscript(spoken)).toMatch(matches);
        expect(expectTranscript(silent)).toBe("");
      });
    });
  });
}

/** Non-empty tokens, then exactly one `done`. */
function expectReply(events: GenerateEvent[]): { text: string; done: Extract<GenerateEvent, { type: "done" }> } {
  const last = events.at(-1);
  if (last?.type !== "done") throw new Error("The stream did not end with `done`.");
  expect(events.filter((event) => event.type === "done")).toHaveLength(1);
  const tokens = events.flatMap((event) => (event.type === "token" ? [event.text] : []));
  expect(tokens.every((token) => token.length > 0)).toBe(true);
  return { text: tokens.join(""), done: last };
}

/** Puts a LanguageModel through the contract of server/inference/contract.ts. */
export function describeLlmConformance(name: string, make: () => Promise<LlmSubject>): void {
  describe(`${name}: language model`, () => {
    const question: ChatMessage[] = [
      { role: "system", content: "You are a helpful assistant." },
      { role: "user", content: "Please count from one to twenty in words, slowly and one after another." },
    ];
    const call = (subject: LlmSubject, signal: AbortSignal) =>
      subject.engine.generate({ messages: question, language: subject.language, maxTokens: 24 }, live(signal));
    describeEngine(make, call, (current) => {
      const generate = async (
        messages: ChatMessage[],
        maxTokens: number,
        conversationId?: string,
        urgency: Urgency = "live",
      ) => {
        const { language } = current();
        const request = { messages, language, maxTokens, ...(conversationId ? { conversationId } : {}) };
        return expectReply(await collect(current().engine.generate(request, { signal: never(), urgency })));
      };

      test("it writes tokens, then one done", async () => {
        expect((await generate(question, 60)).text.trim()).not.toBe("");
      });

      test("maxTokens ends the reply with reason length", async () => {
        const { text, done } = await generate(question, 4);
        expect(done.finishReason).toBe("length");
        expect(text.length).toBeLessThan(200);
      });

      test("it answers a single letter and a long history", async () => {
        expect((await generate([{ role: "user", content: "A" }], 8)).text.length).toBeGreaterThan(0);
        const history = Array.from({ length: 8 }, (_, index): ChatMessage[] => [
          { role: "user", content: `What about number ${index}?` },
          { role: "assistant", content: `Number ${index} is a fine number.` },
        ]).flat();
        expect((await generate([...history, { role: "user", content: "Thank you." }], 8)).text.length).toBeGreaterThan(
          0,
        );
      });

      test("a prompt longer than the model's context is context_overflow", async () => {
        const contextTokens = current().engine.contextTokens();
        if (contextTokens === null) return;
        const content = "one two three four five six seven eight nine ten ".repeat(Math.ceil(contextTokens / 8));
        await expect(generate([{ role: "user", content }], 8)).rejects.toMatchObject({ code: "context_overflow" });
        expect((await generate(question, 8)).text.length).toBeGreaterThan(0);
      });

      test("turns of one conversation, also after a prefill, do not leak into another, nor into a replay of the same one", async () => {
        const engine = current().engine;
        await engine.prefill?.([...question.slice(0, 1), { role: "user", content: "Please" }], {
          ...live(),
          conversationId: "first",
          mayEvict: true,
        });
        const [first, second, replay] = await Promise.all([
          generate(question, 12, "first"),
          generate([{ role: "user", content: "Say hello." }], 12, "second"),
          generate([{ role: "user", content: "Say goodbye." }], 12, "first", "background"),
        ]);
        expect(first.text.length).toBeGreaterThan(0);
        expect(second.text.length).toBeGreaterThan(0);
        expect(replay.text.length).toBeGreaterThan(0);
        expect(new Set([first.text, second.text, replay.text]).size).toBe(3);
      });

      test("a prefill that is aborted leaves the engine free", async () => {
        const controller = new AbortController();
        const prefilled = current().engine.prefill?.(question, {
          ...live(controller.signal),
          conversationId: "aborted",
          mayEvict: true,
        });
        controller.abort();
        await prefilled?.catch(() => undefined);
        expect((await generate(question, 8)).text.length).toBeGreaterThan(0);
      });
    });
  });
}

/** Puts a TextToSpeech through the contract of server/inference/contract.ts. */
export function describeTtsConformance(name: string, make: () => Promise<TtsSubject>): void {
  describe(`${name}: text to speech`, () => {
    const firstSample = (subject: TtsSubject) => {
      const [sample] = subject.samples;
      if (!sample) throw new Error("The subject has no sample.");
      return sample;
    };
    const call = (subject: TtsSubject, signal: AbortSignal) => {
      const sample = firstSample(subject);
      return subject.engine.synthesize(sample, live(signal));
    };
    describeEngine(make, call, (current) => {
      /** Synthesises, checks each chunk, and returns the sound: its length and its loudest sample. */
      const speak = async (request: SynthesizeRequest) => {
        let samples = 0;
        let peak = 0;
        for await (const chunk of current().engine.synthesize(request, live())) {
          expect(chunk).toBeInstanceOf(Int16Array);
          expect(chunk.length).toBeGreaterThan(0);
          samples += chunk.length;
          for (const sample of chunk) peak = Math.max(peak, Math.abs(sample));
        }
        return { seconds: samples / 24_000, peak };
      };

      test("it speaks each sample aloud, for a plausible time", async () => {
        for (const sample of current().samples) {
          const { seconds, peak } = await speak(sample);
          expect(peak).toBeGreaterThan(500);
          expect(seconds).toBeGreaterThan(sample.text.length * 0.02);
          expect(seconds).toBeLessThan(2 + sample.text.length * 0.6);
        }
      });

      // Longer than the longest segment (200 characters, or 66 hanzi), with enough time for a slow machine.
      test("one word, numbers, and a very long segment", { timeout: 240_000 }, async () => {
        for (const sample of current().samples) {
          const word = await speak({ ...sample, text: sample.language === "en" ? "Yes." : "好。" });
          expect(word.peak).toBeGreaterThan(0);
          const number = await speak({
            ...sample,
            text: sample.language === "en" ? "It costs forty-two dollars." : "一共四十二元。",
          });
          expect(number.seconds).toBeGreaterThan(word.seconds * 0.5);
          const characters = sample.language === "en" ? 300 : 150;
          const long = `${sample.text} `.repeat(Math.ceil(characters / sample.text.length));
          expect((await speak({ ...sample, text: long })).seconds).toBeGreaterThan(word.seconds * 3);
        }
      });

      test("what has no sound, and odd characters, do not break it", async () => {
        const sample = firstSample(current());
        for (const text of ["…", "🙂", "a\u0000b", "Ω≈ç√"]) {
          await speak({ ...sample, text }).catch((error: unknown) =>
            expect(error).toMatchObject({ code: "tts_failed" }),
          );
        }
        expect((await speak(sample)).peak).toBeGreaterThan(500);
      });

      test("it says whether it can clone, and what it can't it refuses without a sound", async () => {
        expect(current().engine.canClone()).toBe(current().clones);
        if (current().clones) return;
        const voice = {
          kind: "cloned",
          profileId: 7,
          referenceAudioPath: "/r.wav",
          referenceText: "As I speak.",
        } as const;
        const chunks: unknown[] = [];
        const call = async () => {
          const request = { ...firstSample(current()), voice };
          for await (const chunk of current().engine.synthesize(request, live())) chunks.push(chunk);
        };
        await expect(call()).rejects.toMatchObject({ code: "cloning_unavailable" });
        expect(chunks).toEqual([]);
      });

      test("its built-in voices have names, and speak languages that it supports", () => {
        for (const voice of current().engine.voices()) {
          expect(voice.name).toMatch(/^[\w-]{1,40}$/);
          expect(voice.label).not.toBe("");
          expect(voice.modes.length).toBeGreaterThan(0);
          expect(current().engine.supports(voice.language)).toBe(true);
        }
      });
    });
  });
}
