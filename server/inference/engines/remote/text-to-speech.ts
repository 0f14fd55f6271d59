import { concatInt16 } from "../../../../lib/audio/pcm";
import { replyAudio } from "../../../../lib/audio/reply-audio";
import { AppError } from "../../../../lib/errors";
import { languages, type SpeechMode, speechModes } from "../../../../lib/languages";
import type { Logger } from "../../../platform/observability/logger";
import type { BuiltinVoice, SpeechChunk, SynthesizeRequest, TextToSpeech } from "../../contract";
import type { CallDeadline } from "./call-deadline";
import { BrokenAnswer } from "./errors";
import { type Answer, ask, authorizationHeader, checkAnswer } from "./http";
import type { ProbedModel } from "./probe";
import { createRemoteEngine, type RemoteEngineOptions } from "./remote-engine";
import { speechDecoder } from "./speech-decoder";
import type { TimeLimits } from "./time-limits";

/** Slow speech takes some 0.3 s a character; audio that is longer than this is not the text. */
const maxAudioSeconds = (characters: number) => 10 + 0.6 * characters;
/**
 * Smaller pieces are joined: the first to 20 ms, so that speech starts early, the others to 200 ms, because each chunk
 * has a cost.
 */
const minFirstChunkSamples = replyAudio.sampleRateHz / 50;
const minChunkSamples = replyAudio.sampleRateHz / 5;

/** Servers with OpenAI's voice names know this one; servers with a single voice take any name for it. */
const defaultVoices: BuiltinVoice[] = languages.map((language) => ({
  name: "alloy",
  language,
  modes: [...speechModes],
  label: "Alloy",
}));

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

/** Only our own F5-TTS worker speaks with a cloned voice. */
const isCloning = ({ servedBy }: Pick<ProbedModel, "servedBy">) => servedBy === "avatar";

/** The body of a request. Only our own F5-TTS worker takes a mode, its steps and a voice to clone. */
function speechBody(
  stepsOfModes: Record<SpeechMode, number> | undefined,
  model: ProbedModel,
  { text, mode, voice, speed = 1, steps = stepsOfModes?.[mode] }: SynthesizeRequest,
): Record<string, unknown> {
  const format = { response_format: "pcm", stream_format: "audio" };
  // Servers with a pace of their own get no speed unless somebody chose one.
  const body = { model: model.name, input: text, ...format, ...(speed === 1 ? {} : { speed }) };
  const ofWorker = isCloning(model) ? { mode, ...(steps && { nfe_step: steps }) } : {};
  if (voice.kind === "builtin") return { ...body, ...ofWorker, voice: voice.name };
  if (!isCloning(model)) {
    const message =
      "This speech server can't speak with a cloned voice. Choose another voice, or connect the F5-TTS worker.";
    throw new AppError("tts_failed", message);
  }
  return {
    ...body,
    ...ofWorker,
    voice: `profile-${voice.profileId}`,
    ref_audio: voice.referenceAudioPath,
    ref_text: voice.referenceText,
  };
}

/** Speech synthesis on a server with `/v1/audio/speech`; yields int16 mono 24 kHz as it arrives. */
export function createRemoteTts(options: RemoteTtsOptions, logger: Logger): TextToSpeech {
  const { call, health, limitsMs, ...engine } = createRemoteEngine("tts", options, logger, (model, deadline) =>
    speech(smallestRequest, model, deadline),
  );

  async function* speech(
    request: SynthesizeRequest,
    model: ProbedModel,
    deadline: CallDeadline,
  ): AsyncGenerator<SpeechChunk> {
    const body = speechBody(options.steps, model, request);
    deadline.expectWhole("All audio of the segment", limitsMs.wholeSegment);
    deadline.expect("The first audio", limitsMs.firstAudio);
    const response = await ask(`${options.url}/audio/speech`, {
      headers: { ...authorizationHeader(options), "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: deadline.signal,
    });
    yield* chunksOf(await checkAnswer(response), request, deadline, limitsMs);
  }

  return {
    ...engine,
    role: "tts",
    voices: () => defaultVoices,
    canClone: () => isCloning(health.current() ?? { servedBy: null }),
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
