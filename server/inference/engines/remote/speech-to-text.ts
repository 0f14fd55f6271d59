import { z } from "zod";
import { float32ToInt16 } from "../../../../lib/audio/pcm";
import { encodeWav } from "../../../../lib/audio/wav";
import { AppError } from "../../../../lib/errors";
import type { Language } from "../../../../lib/languages";
import { textSchema } from "../../../../lib/text";
import type { Logger } from "../../../platform/observability/logger";
import { engineInputRateHz, type SpeechToText, type TranscribeRequest, type TranscriptEvent } from "../../contract";
import { whisperLanguage } from "../whisper-language";
import type { CallDeadline } from "./call-deadline";
import { BrokenAnswer } from "./errors";
import { ask, authorizationHeader, checkAnswer, readBounded } from "./http";
import { type Multipart, multipart } from "./multipart";
import type { ProbedModel } from "./probe";
import { createRemoteEngine, type RemoteEngineOptions } from "./remote-engine";

const answerSchema = z.object({ text: textSchema });
const maxAnswerBytes = 256 * 1_024;
/** 60 s of fast speech are some 1,200 characters; a far longer transcript comes from a model in a loop. */
const maxTranscriptChars = 4_000;
const maxAudioSamples = 60 * engineInputRateHz;
/** Servers refuse less than 0.1 s; short sounds are padded with silence to this. */
const minAudioSamples = engineInputRateHz / 5;

/**
 * Joins the lines of a transcript: whisper.cpp puts a line break after each of its segments. In English, and between
 * two English words in Chinese text, it becomes a space; elsewhere in Chinese it is dropped.
 */
function joinSegments(text: string, language: Language): string {
  const segments = text.split(/\r?\n/).map((segment) => segment.trim());
  return segments.filter(Boolean).reduce((line, segment) => {
    const isSpaced = language === "en" || (/[!-~]$/.test(line) && /^[!-~]/.test(segment));
    return line + (isSpaced && line !== "" ? " " : "") + segment;
  }, "");
}

function upload(request: TranscribeRequest, model: string): Multipart {
  const padded = new Float32Array(Math.max(request.audio.length, minAudioSamples));
  padded.set(request.audio);
  const wav = encodeWav(float32ToInt16(padded), engineInputRateHz);
  return multipart(
    { name: "file", filename: "speech.wav", type: "audio/wav", bytes: wav },
    {
      model,
      language: whisperLanguage[request.language],
      response_format: "json",
      temperature: "0",
      // Otherwise whisper.cpp may decode up to six times, with rising temperature; other servers do not know the field.
      temperature_inc: "0",
    },
  );
}

/** Speech to text on a server with `/v1/audio/transcriptions`; a call yields one final event. */
export function createRemoteStt(options: RemoteEngineOptions, logger: Logger): SpeechToText {
  const {
    call,
    health: _,
    limitsMs,
    ...engine
  } = createRemoteEngine("stt", options, logger, (model, deadline) =>
    transcripts({ audio: new Float32Array(minAudioSamples), language: "en" }, model, deadline),
  );

  async function* transcripts(
    request: TranscribeRequest,
    model: ProbedModel,
    deadline: CallDeadline,
  ): AsyncGenerator<TranscriptEvent> {
    if (request.audio.length > maxAudioSamples)
      throw new AppError("stt_failed", "More than 60 s of speech in one call.");
    deadline.expectWhole("The transcript", limitsMs.transcript);
    const { contentType, body: form } = upload(request, model.name);
    const response = await ask(`${options.url}/audio/transcriptions`, {
      headers: { ...authorizationHeader(options), "content-type": contentType },
      body: form,
      signal: deadline.signal,
    });
    const body = await readBounded(await checkAnswer(response), maxAnswerBytes);
    const text = joinSegments(transcriptOf(body), request.language);
    if (text.length > maxTranscriptChars)
      throw new BrokenAnswer("The transcript is far longer than the speech. Try again.");
    yield { text, isFinal: true };
  }

  return {
    ...engine,
    role: "stt",
    transcribe: (request, callOptions) => call(callOptions, (model, deadline) => transcripts(request, model, deadline)),
  };
}

function transcriptOf(body: string): string {
  try {
    return answerSchema.parse(JSON.parse(body)).text;
  } catch {
    throw new BrokenAnswer("The speech recognition server's answer has no text in it. Try again.");
  }
}
