import { concatInt16 } from "../../../lib/audio/pcm";
import { type ErrorCode, errorCodeOf } from "../../../lib/errors";
import type { Replacement } from "../../../lib/lexicon";
import { defaultPrompts } from "../../../lib/personas/default-prompts";
import type { ResultFacts } from "../../../lib/replay/run";
import type { TurnCall } from "../../../lib/turn-calls";
import { formatVoiceId } from "../../../lib/voices";
import type { PrefillPrompt, RunTurn, TurnDependencies, TurnInput } from "../../conversation/pipeline/contract";
import { answeringModel, type TextToSpeech, type Voice } from "../../inference/contract";
import type { CaseVoice, CaseWork } from "../../records/replays/case-work";
import type { ResultKey } from "../../records/replays/result-files";
import type { CaseResult } from "../../records/replays/store-result";
import { promptSha256 } from "../../records/turns/keep-prompt";
import { speechSamplesIn } from "./speech-samples";

/** Failures that say nothing about a model's answers: it was down, or did not come to them. */
const downCodes: readonly ErrorCode[] = [
  "model_loading",
  "model_unavailable",
  "model_crashed",
  "model_timeout",
  "shutting_down",
  "storage_failed",
  "internal",
];

/** The voice of a reply that is only written. */
const unheard: Voice = { kind: "builtin", name: "" };

export interface ReplayTurnDependencies extends TurnDependencies {
  runTurn: RunTurn;
  prefill: PrefillPrompt;
}

/** Says a recorded turn again through the pipeline, behind everybody who talks. Throws LeasePreempted and the signal's reason. */
export async function replayTurn(
  { runId, caseId, repeat }: ResultKey,
  work: CaseWork,
  { runTurn, prefill, ...deps }: ReplayTurnDependencies,
  signal: AbortSignal,
): Promise<CaseResult> {
  const { language, mode, lexicon, said } = work;
  const { stt, llm, tts } = deps.engines;
  const speaker = work.isSpoken ? speakerOf(work.voices, language, tts) : null;
  if (work.isSpoken && !speaker) return unavailable("voice_gone");
  const audio = said.kind === "speech" ? await speechSamplesIn(said.path).catch(() => null) : null;
  if (said.kind === "speech" && !audio) return unavailable("audio_gone");
  const turnId = `replay-${runId}-${caseId}-${repeat}`;
  const prompt = work.systemPrompt ?? defaultPrompts[language];
  const input: TurnInput = {
    turnId,
    sessionId: turnId,
    urgency: "background",
    ...{ language, mode, lexicon },
    voice: speaker?.voice ?? unheard,
    isSpoken: work.isSpoken,
    ...(work.speed !== null && { speed: work.speed }),
    said: audio ? { kind: "speech", audio } : { kind: "text", text: said.kind === "text" ? said.text : "" },
    history: work.history,
    systemPrompt: prompt,
    sampling: {
      ...(work.temperature !== null && { temperature: work.temperature }),
      ...(work.seed !== null && { seed: work.seed }),
    },
  };
  const facts: ResultFacts = {
    ...noFacts,
    models: {
      stt: audio && answeringModel(stt, language),
      llm: answeringModel(llm, language),
      tts: work.isSpoken ? (tts.modelFor?.(language, mode) ?? answeringModel(tts, language)) : null,
    },
    voice: speaker && formatVoiceId(speaker.id.voice),
    voiceReferenceSha256: speaker?.id.reference?.referenceSha256 ?? null,
    mode,
    lexiconVersion: lexicon.version,
    promptSha256: promptSha256(prompt),
  };
  const calls: TurnCall[] = [];
  const saidReplacements: Replacement[] = [];
  const sound: Int16Array[] = [];
  let userText: string | null = said.kind === "text" ? said.text : null;
  let replyText = "";
  const failed = (code: ErrorCode | null) => {
    facts.outcome = code !== null && downCodes.includes(code) ? "unavailable" : "failed";
    facts.errorCode = code;
  };
  // In a conversation the model has read what came before while nobody waited: times compare only if it has here too.
  const before = { sessionId: turnId, language, history: work.history, mayEvict: false, system: prompt };
  await prefill({ ...before, urgency: input.urgency }, deps, signal);
  try {
    for await (const event of runTurn(input, deps, signal)) {
      switch (event.type) {
        case "transcript":
          if (!event.isFinal) break;
          userText = event.text;
          facts.recognisedText = event.heard?.text ?? event.text;
          facts.heardReplacements = event.heard?.replacements ?? [];
          facts.models.stt = event.model ?? facts.models.stt;
          break;
        case "audio":
          sound.push(event.pcm);
          facts.mode = event.mode;
          facts.models.tts = event.model ?? facts.models.tts;
          break;
        case "call":
          calls.push(event.call);
          break;
        case "said_differently":
          saidReplacements.push(...event.replacements);
          break;
        case "nothing_said":
          failed(null);
          break;
        case "failed":
          replyText = event.replyText;
          failed(event.code);
          break;
        case "finished":
          replyText = event.replyText;
          facts.finishReason = event.finishReason;
          if (event.speechError) failed(event.speechError.code);
          break;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    const code = errorCodeOf(error);
    if (code === "internal") throw error;
    failed(code);
  }
  const pcm = concatInt16(sound);
  return {
    userText,
    aiText: replyText,
    pcm,
    systemPrompt: prompt,
    facts: { ...facts, saidReplacements, calls, aiAudioMs: Math.round(pcm.length / 24) },
  };
}

const noFacts: ResultFacts = {
  outcome: "done",
  errorCode: null,
  missing: null,
  finishReason: null,
  recognisedText: null,
  heardReplacements: [],
  saidReplacements: [],
  models: { stt: null, llm: null, tts: null },
  voice: null,
  voiceReferenceSha256: null,
  mode: null,
  lexiconVersion: null,
  promptSha256: null,
  aiAudioMs: 0,
  calls: [],
};

/** The result of a case that could not be run. */
export function unavailable(missing: NonNullable<ResultFacts["missing"]>): CaseResult {
  const facts: ResultFacts = { ...noFacts, outcome: "unavailable", missing };
  return { userText: null, aiText: null, pcm: null, systemPrompt: null, facts };
}

/**
 * The first of the voices that speaks here; null: it is gone. Only a built-in voice of another language alone leaves the
 * case to the next one: nothing else replaces the voice that was chosen.
 */
function speakerOf(
  voices: readonly CaseVoice[],
  language: CaseWork["language"],
  tts: TextToSpeech,
): { id: CaseVoice; voice: Voice } | null {
  for (const id of voices) {
    if (id.voice.kind === "profile") {
      if (!id.reference || !tts.canClone()) return null;
      const { referenceSha256: _, ...recording } = id.reference;
      return { id, voice: { kind: "cloned", ...recording } };
    }
    const { name } = id.voice;
    const known = tts.voices().filter((voice) => voice.name === name);
    if (known.some((voice) => voice.language === language)) return { id, voice: { kind: "builtin", name } };
    if (known.length === 0) return null;
  }
  return null;
}
