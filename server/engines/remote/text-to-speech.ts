import { concatInt16, Int16Reassembler } from "../../../lib/audio/pcm";
import { AppError } from "../../../lib/errors";
import { languages, speechModes } from "../../../lib/languages";
import { replyAudio } from "../../../lib/protocol/server-messages";
import type { Logger } from "../../observability/logger";
import type { BuiltinVoice, SpeechChunk, SynthesizeRequest, TextToSpeech } from "../contract";
import type { CallDeadline } from "./call-deadline";
import { BrokenAnswer } from "./errors";
import { authorizationHeader, bytesOf, checkAnswer } from "./http";
import { nativeFetch } from "./native-fetch";
import { createRemoteEngine, type RemoteEngineOptions } from "./remote-engine";
import type { TimeLimits } from "./time-limits";

/** Slow speech is some 0.3 s a character; beyond this the model has lost its way. */
const maxAudioSeconds = (characters: number) => 10 + 0.6 * characters;
/** Smaller pieces are put together: the first to 20 ms, so that speech starts early, the others to 200 ms: each has its cost. */
const minFirstChunkSamples = replyAudio.sampleRateHz / 50;
const minChunkSamples = replyAudio.sampleRateHz / 5;

/** Servers that take OpenAI's voice names know this one, or take any name for their only voice. */
const defaultVoices: BuiltinVoice[] = languages.map((language) => ({
  name: "alloy",
  language,
  modes: [...speechModes],
  label: "Alloy",
}));

export interface RemoteTtsOptions extends RemoteEngineOptions {
  /** The voices that the server has; default: the one that most have. */
  voices?: BuiltinVoice[];
}

function speechBody(request: SynthesizeRequest, model: string): Record<string, unknown> {
  if (request.voice.kind === "cloned")
    throw new AppError("tts_failed", "This speech server can't speak with a cloned voice.");
  return { model, input: request.text, voice: request.voice.name, response_format: "pcm", stream_format: "audio" };
}

/** Speech synthesis on a server that speaks `/v1/audio/speech`: int16 little-endian mono 24 kHz as it is made. */
export function createRemoteTts(options: RemoteTtsOptions, logger: Logger): TextToSpeech {
  const { call, health: _, limitsMs, ...engine } = createRemoteEngine("tts", options, logger);
  return {
    ...engine,
    role: "tts",
    voices: () => (options.voices ?? defaultVoices).filter((voice) => engine.supports(voice.language)),
    synthesize(request, callOptions) {
      return call(request.language, callOptions, async function* (model, deadline) {
        const body = speechBody(request, model.name);
        deadline.expectWhole("All audio of the clause", limitsMs.wholeClause);
        deadline.expect("The first audio", limitsMs.firstAudio);
        const response = await nativeFetch(`${options.url}/audio/speech`, {
          method: "POST",
          headers: { ...authorizationHeader(options), "content-type": "application/json" },
          body: JSON.stringify(body),
          signal: deadline.signal,
        });
        yield* chunksOf(await checkPcm(await checkAnswer(response)), request.text, deadline, limitsMs);
      });
    },
  };
}

async function checkPcm(response: Response): Promise<Response> {
  const type = response.headers.get("content-type") ?? "";
  const rateHz = response.headers.get("x-sample-rate");
  let wrong: string | null = null;
  if (/json|text\//.test(type)) wrong = `The speech server answered with ${type.split(";")[0]} instead of audio.`;
  if (/wav|mpeg|ogg|flac|aac/.test(type)) wrong = `The speech server sends ${type}; PCM was asked for.`;
  if (rateHz !== null && Number(rateHz) !== replyAudio.sampleRateHz)
    wrong = `The speech server sends ${rateHz} Hz; 24000 is needed.`;
  if (wrong === null) return response;
  await response.body?.cancel();
  throw new BrokenAnswer(wrong);
}

async function* chunksOf(
  response: Response,
  text: string,
  deadline: CallDeadline,
  limitsMs: TimeLimits,
): AsyncGenerator<SpeechChunk> {
  const maxSamples = maxAudioSeconds([...text].length) * replyAudio.sampleRateHz;
  const reassembler = new Int16Reassembler();
  let pending: Int16Array[] = [];
  let pendingSamples = 0;
  let samples = 0;
  let enoughSamples = minFirstChunkSamples;
  for await (const bytes of bytesOf(response)) {
    if (samples === 0 && looksLikeError(bytes))
      throw new BrokenAnswer("The speech server reported an error instead of audio.");
    const piece = reassembler.push(bytes);
    samples += piece.length;
    if (samples > maxSamples) throw new BrokenAnswer("The speech is far longer than the text.");
    pending.push(piece);
    pendingSamples += piece.length;
    if (pendingSamples < enoughSamples) continue;
    yield concatInt16(pending);
    pending = [];
    pendingSamples = 0;
    enoughSamples = minChunkSamples;
    deadline.expect("The next audio", limitsMs.nextAudio);
  }
  if (samples === 0) throw new BrokenAnswer("The speech server sent no audio.");
  if (pendingSamples > 0) yield concatInt16(pending);
}

/** An error object sent after the headers said 200 and PCM. */
function looksLikeError(bytes: Uint8Array): boolean {
  return /^\s*\{\s*"(error|detail|message)"/.test(Buffer.from(bytes.subarray(0, 40)).toString("latin1"));
}
