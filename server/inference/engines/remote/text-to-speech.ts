import { concatInt16 } from "../../../../lib/audio/pcm";
import { replyAudio } from "../../../../lib/audio/reply-audio";
import { AppError } from "../../../../lib/errors";
import { languages, type SpeechMode, speechModes } from "../../../../lib/languages";
import type { Logger } from "../../../platform/observability/logger";
import type { BuiltinVoice, SpeechChunk, SynthesizeRequest, TextToSpeech } from "../../contract";
import { withHomophones } from "../mandarin-readings";
import type { CallDeadline } from "./call-deadline";
import { BrokenAnswer, networkCodeOf } from "./errors";
import { type Answer, ask, authorizationHeader, checkAnswer } from "./http";
import { besideModels, type ProbedModel } from "./probe";
import { createReferenceFiles } from "./reference-files";
import { refusedVoice } from "./refused-voice";
import { createRemoteEngine, type RemoteEngineOptions } from "./remote-engine";
import { speechDecoder } from "./speech-decoder";
import { dialectOf } from "./speech-dialects";
import type { TimeLimits } from "./time-limits";

/** Slow speech takes some 0.3 s a character; audio that is longer than this is not the text. */
const maxAudioSeconds = (characters: number) => 10 + 0.6 * characters;
/**
 * Smaller pieces are joined: the first to 20 ms, so that speech starts early, the others to 200 ms, because each chunk
 * has a cost.
 */
const minFirstChunkSamples = replyAudio.sampleRateHz / 50;
const minChunkSamples = replyAudio.sampleRateHz / 5;

/** A server does not say which languages a voice speaks. */
const builtinVoices = (name: string): BuiltinVoice[] =>
  languages.map((language) => ({
    name,
    language,
    modes: [...speechModes],
    label: name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " "),
  }));

/** Servers with OpenAI's voice names know this one; servers with a single voice take any name for it. */
const defaultVoices = builtinVoices("alloy");

/** A request for which it only matters whether the server answers. */
const smallestRequest: SynthesizeRequest = {
  text: "Yes.",
  language: "en",
  mode: "fast",
  voice: { kind: "builtin", name: "alloy" },
};

export interface RemoteTtsOptions extends RemoteEngineOptions {
  /** Denoising steps of each mode, for our F5-TTS worker; default: the worker's own. */
  steps?: Record<SpeechMode, number>;
}

/** Telling our worker that a voice has ended is quick, or pointless. */
const forgetLimitMs = 3_000;

/** Speech synthesis on a server with `/v1/audio/speech`; yields int16 mono 24 kHz as it arrives. */
export function createRemoteTts(options: RemoteTtsOptions, logger: Logger): TextToSpeech {
  const { call, health, limitsMs, ...engine } = createRemoteEngine("tts", options, logger, (model, deadline) =>
    speech(smallestRequest, model, deadline),
  );
  const files = createReferenceFiles();

  /** The body of a request. Throws AppError `cloning_unavailable` or `voice_refused`. */
  async function bodyOf(request: SynthesizeRequest, model: ProbedModel): Promise<Record<string, unknown>> {
    const { text, mode, voice, speed, readings = [], steps = options.steps?.[mode] } = request;
    const dialect = dialectOf(model);
    const body = {
      model: model.name,
      input: withHomophones(text, readings),
      ...dialect.speech({ mode, speed, steps }),
    };
    if (voice.kind === "cloned") {
      if (!dialect.reference) throw new AppError("cloning_unavailable");
      return { ...body, ...(await dialect.reference(voice, files)) };
    }
    if (model.voices?.length === 0) {
      throw new AppError("voice_refused", "The speech model has no voices of its own: it speaks in cloned ones.");
    }
    return { ...body, voice: voice.name };
  }

  async function* speech(
    request: SynthesizeRequest,
    model: ProbedModel,
    deadline: CallDeadline,
  ): AsyncGenerator<SpeechChunk> {
    const body = await bodyOf(request, model);
    deadline.expectWhole("All audio of the segment", limitsMs.wholeSegment);
    deadline.expect("The first audio", limitsMs.firstAudio);
    const response = await ask(`${options.url}/audio/speech`, {
      headers: { ...authorizationHeader(options), "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: deadline.signal,
    });
    const answer = await checkAnswer(response).catch((error: unknown) => {
      throw refusedVoice(error, request.voice) ?? error;
    });
    yield* chunksOf(answer, request, deadline, limitsMs);
  }

  /** Our worker keeps prepared voices; what a server elsewhere keeps of its requests can't be told to it. */
  async function forgetAtWorker(path: string): Promise<void> {
    const answer = await ask(besideModels(options.url, "voices/forget"), {
      headers: { ...authorizationHeader(options), "content-type": "application/json" },
      body: JSON.stringify({ ref_audio: path }),
      signal: AbortSignal.timeout(forgetLimitMs),
    });
    answer.cancel();
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  }

  return {
    ...engine,
    role: "tts",
    voices: () => health.current()?.voices?.flatMap(builtinVoices) ?? defaultVoices,
    canClone() {
      const model = health.current();
      return model === null || dialectOf(model).reference !== null;
    },
    async forgetVoice({ profileId, referenceAudioPath }) {
      files.forget(profileId);
      // A worker that no probe has found yet has spoken with no voice.
      if (health.current()?.servedBy !== "avatar") return;
      await forgetAtWorker(referenceAudioPath).catch((error: unknown) => {
        // A worker that does not run keeps nothing.
        if (networkCodeOf(error) === "ECONNREFUSED") return;
        logger.warn("voice_not_forgotten", { profile_id: profileId, error });
      });
    },
    normalisesText: () => health.current()?.normalisesText === true,
    synthesize: (request, callOptions) => call(callOptions, (model, deadline) => speech(request, model, deadline)),
  };
}

async function* chunksOf(
  response: Answer,
  { text, speed = 1 }: SynthesizeRequest,
  deadline: CallDeadline,
  limitsMs: TimeLimits,
): AsyncGenerator<SpeechChunk> {
  const maxSamples = (maxAudioSeconds([...text].length) / speed) * replyAudio.sampleRateHz;
  const decoder = speechDecoder({
    contentType: response.headers.get("content-type"),
    sampleRate: response.headers.get("x-sample-rate"),
  });
  let pending: Int16Array[] = [];
  let pendingSamples = 0;
  let samples = 0;
  let enoughSamples = minFirstChunkSamples;
  const take = (piece: Int16Array) => {
    pending.push(piece);
    pendingSamples += piece.length;
    samples += piece.length;
  };
  for await (const bytes of response.body) {
    take(decoder.push(bytes));
    if (samples > maxSamples) throw new BrokenAnswer("The speech is far longer than the text. Try again.");
    if (pendingSamples < enoughSamples) continue;
    yield concatInt16(pending);
    pending = [];
    pendingSamples = 0;
    enoughSamples = minChunkSamples;
    deadline.expect("The next audio", limitsMs.nextAudio);
  }
  take(decoder.flush());
  if (samples === 0) throw new BrokenAnswer("The speech server sent no audio. Try again.");
  if (pendingSamples > 0) yield concatInt16(pending);
}
