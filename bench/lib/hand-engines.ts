import { concatInt16 } from "../../lib/audio/pcm";
import type { Language } from "../../lib/languages";
import { defaultReplyLimits } from "../../lib/reply-limits";
import { buildPrompt } from "../../server/conversation/pipeline/prompt";
import { createReplySpeech } from "../../server/conversation/speech-text/reply-speech";
import { spokenForm } from "../../server/conversation/speech-text/spoken-forms/spoken-form";
import type { ChatMessage } from "../../server/inference/contract";
import { createEmbeddedLlm } from "../../server/inference/engines/embedded/llm/embedded-llm";
import { createEmbeddedStt } from "../../server/inference/engines/embedded/stt/embedded-stt";
import { cpuThreads, installedStore } from "../../server/inference/engines/embedded/testing/installed-store";
import { createEmbeddedTts } from "../../server/inference/engines/embedded/tts/embedded-tts";
import { live } from "../../server/inference/engines/testing/calls";
import { silentLogger } from "../../server/platform/observability/logger";

export type HandEngines = Awaited<ReturnType<typeof startHandEngines>>;

/** The embedded engines without a server around them: calls are made one after another, and each is timed. */
export async function startHandEngines() {
  const options = { store: installedStore, cpuThreads, logger: silentLogger };
  const stt = createEmbeddedStt(options);
  const llm = createEmbeddedLlm({ ...options, model: "auto" });
  const tts = createEmbeddedTts(options);
  await Promise.all([stt.start(), llm.start(), tts.start()]);
  let conversations = 0;

  const voiceOf = (language: Language) => {
    const voice = tts.voices().find((each) => each.language === language && each.modes.includes("fast"));
    if (!voice) throw new Error(`No embedded voice speaks ${language}.`);
    return { kind: "builtin" as const, name: voice.name };
  };

  return {
    stt,
    llm,
    tts,

    /** `audio`: float32 mono 16 kHz. */
    async hear(audio: Float32Array, language: Language): Promise<{ transcript: string; sttMs: number }> {
      const startedAtMs = performance.now();
      let transcript = "";
      for await (const event of stt.transcribe({ audio, language }, live())) transcript = event.text;
      return { transcript, sttMs: performance.now() - startedAtMs };
    },

    /** Resolves with the sound of one segment and the time until its first chunk. */
    async speak(text: string, language: Language): Promise<{ pcm: Int16Array; firstMs: number }> {
      const startedAtMs = performance.now();
      const chunks: Int16Array[] = [];
      let firstMs = Number.NaN;
      for await (const chunk of tts.synthesize(
        { text: spokenForm(text, language), language, mode: "fast", voice: voiceOf(language) },
        live(),
      )) {
        if (chunks.length === 0) firstMs = performance.now() - startedAtMs;
        chunks.push(chunk);
      }
      return { pcm: concatInt16(chunks), firstMs };
    },

    /** One conversation whose earlier turns are in the prompt. */
    conversation(language: Language) {
      const history: ChatMessage[] = [];
      const conversationId = `by-hand-${++conversations}`;
      const prompt = (text: string | null) =>
        buildPrompt(history, text, { language, contextTokens: llm.contextTokens(), limits: defaultReplyLimits });
      return {
        /** Reads the prompt up to the next question. */
        prefill: async () => llm.prefill?.(prompt(null), { ...live(), conversationId, mayEvict: true }),

        /** `segmentMs`: from the first token to the first sound of the first segment. */
        answer: async (text: string): Promise<{ ttftMs: number; segmentMs: number }> => {
          const startedAtMs = performance.now();
          const speech = createReplySpeech({ language });
          let reply = "";
          let ttftMs = Number.NaN;
          let firstSegment: string | undefined;
          let segmentAtMs = Number.NaN;
          const request = { messages: prompt(text), language, maxTokens: 160, conversationId };
          for await (const event of llm.generate(request, live())) {
            if (event.type === "done") continue;
            if (reply === "") ttftMs = performance.now() - startedAtMs;
            reply += event.text;
            const segment = speech.push(event.text)[0]?.plain;
            if (segment === undefined || firstSegment !== undefined) continue;
            firstSegment = segment;
            segmentAtMs = performance.now();
          }
          if (firstSegment === undefined) {
            firstSegment = reply;
            segmentAtMs = performance.now();
          }
          history.push({ role: "user", content: text }, { role: "assistant", content: reply });
          const { firstMs } = await this.speak(firstSegment, language);
          return { ttftMs, segmentMs: segmentAtMs - startedAtMs - ttftMs + firstMs };
        },
      };
    },

    close: () => Promise.all([stt.close(), llm.close(), tts.close()]),
  };
}
