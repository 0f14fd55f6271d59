import { AppError, type ErrorCode } from "../../../lib/errors";
import { emptyLexicon, type Replacement } from "../../../lib/lexicon";
import { isVoicesOwnFailure } from "../../../lib/voices";
import { type CallOptions, type Reading, speakingModel, type Voice } from "../../inference/contract";
import type { VoicePlan } from "../../inference/scheduling/contract";
import { followSignals } from "../../platform/timing/followed-signals";
import { asToBeSaid, type LexiconMatch } from "../lexicon/apply-lexicon";
import type { ReplySegment } from "../speech-text/reply-speech";
import { spokenForm } from "../speech-text/spoken-forms/spoken-form";
import { textAsSaid, voiceAsSaid } from "./as-said";
import type { CallMeter } from "./call-meter";
import { maxUnreadSpeechSeconds, replySampleRateHz } from "./limits";
import { stageError, type TurnScope } from "./turn-scope";

export type SpeechError = { code: ErrorCode; message: string };

/** The fallback has its own voices: for an unknown name it uses the language's default. */
const fallbackVoice: Voice = { kind: "builtin", name: "default" };

/** A segment that is being synthesised. */
interface Segment {
  /** As written, for captions. */
  written: string;
  /** Without markup, for a voice that knows itself how numbers are said. */
  plain: string;
  /** As it is said, for every other voice. */
  spoken: string;
  /** How some of its words are read. */
  readings: readonly Reading[];
  /** Its caption was sent with its first sound. */
  begun: boolean;
}

/**
 * Speaks the segments one after another, while the next ones are still written. Returns the error after which nothing
 * more is spoken, or null when everything was spoken, or nobody wants to hear it. Throws only when the turn is aborted.
 */
export async function speak(turn: TurnScope, segments: AsyncIterable<ReplySegment>): Promise<SpeechError | null> {
  const { silenced } = turn.input;
  const sounding = followSignals(silenced ? [turn.signal, silenced] : [turn.signal]);
  const { signal } = sounding;
  const scope: TurnScope = {
    ...turn,
    signal,
    withLease: (event, request, run, options) => turn.withLease(event, request, run, { ...options, signal }),
  };
  try {
    return await speakAll(scope, segments);
  } catch (error) {
    turn.signal.throwIfAborted();
    if (silenced?.aborted) return null;
    throw error;
  } finally {
    sounding.release();
  }
}

async function speakAll(scope: TurnScope, segments: AsyncIterable<ReplySegment>): Promise<SpeechError | null> {
  const { tts } = scope.dependencies.engines;
  const { language, turnId, mode } = scope.input;
  if (!tts.supports(language)) {
    return { code: "model_language_unsupported", message: "The connected voice does not speak this language." };
  }
  try {
    const lexicon = (await scope.input.lexicon) ?? emptyLexicon;
    const reply: ReplyVoice = { voice: scope.input.voice };
    let heardUntilMs = scope.startedMs;
    for await (const segment of segments) {
      scope.signal.throwIfAborted();
      while (scope.unreadSpeechSeconds() > maxUnreadSpeechSeconds) await scope.speechTaken();
      const said = asToBeSaid(segment.plain, lexicon, language);
      const spoken = spokenForm(said.text, language);
      if (segment.withdrawn || spoken === "") continue;
      const replacements = replacementsIn(segment, said.matches);
      if (replacements.length > 0) scope.emit({ type: "said_differently", replacements });
      const { written } = segment;
      const spokenSegment = { written, plain: said.text, spoken, readings: said.readings, begun: false };
      heardUntilMs = await speakSegment(scope, reply, spokenSegment, heardUntilMs);
    }
    return null;
  } catch (error) {
    scope.signal.throwIfAborted();
    scope.dependencies.logger.warn("tts_failed", { trace_id: turnId, mode, error });
    return stageError("tts", error);
  }
}

/** The places of the lexicon's matches in the reply as it is written. */
function replacementsIn({ plain, starts, ends }: ReplySegment, matches: readonly LexiconMatch[]): Replacement[] {
  return matches.map(({ from, to, entry: { becomes, pronunciation } }) => ({
    from: starts[from] ?? 0,
    to: ends[to - 1] ?? 0,
    original: plain.slice(from, to),
    becomes,
    ...(pronunciation && { pronunciation }),
  }));
}

/** The voice of one reply. */
interface ReplyVoice {
  /** The chosen one, until the model has refused it. */
  voice: Voice;
}

/**
 * Gives the reply another voice when the model refused the cloned one: its other segments are not tried in it, and the
 * person is told. False for any other failure.
 */
function replaceVoice(scope: TurnScope, reply: ReplyVoice, { tts }: VoicePlan, cause: unknown): boolean {
  const { code, message } = stageError("tts", cause);
  if (reply.voice.kind !== "cloned" || !isVoicesOwnFailure(code)) return false;
  const own = tts.voices().find(({ language }) => language === scope.input.language);
  reply.voice = own ? { kind: "builtin", name: own.name } : fallbackVoice;
  scope.emit({ type: "voice_replaced", code, message });
  return true;
}

/** Why a segment, or a part of it, was not spoken, and what speaks it instead (null: nothing). */
interface Unspoken {
  next: VoicePlan | null;
  cause: unknown;
}

/**
 * Speaks one segment as the voice policy says. If that voice fails, another one speaks the segment again from its
 * beginning. Returns the time at which a listener who hears everything so far runs out of sound.
 */
async function speakSegment(
  scope: TurnScope,
  reply: ReplyVoice,
  segment: Segment,
  heardUntilMs: number,
): Promise<number> {
  const { voice, engines, leases, logger } = scope.dependencies;
  const { mode, turnId } = scope.input;
  const heard = { untilMs: heardUntilMs };
  let plan: VoicePlan | null = voice ? voice.plan(mode) : { tts: engines.tts, leases, kind: "chosen", mode };
  while (plan) {
    const unspoken: Unspoken | null = await synthesize(scope, reply, plan, segment, heard);
    if (!unspoken) return heard.untilMs;
    const hasOwnVoice = replaceVoice(scope, reply, plan, unspoken.cause) && plan.tts.voices().length > 0;
    if (!hasOwnVoice && !unspoken.next) throw unspoken.cause;
    logger.warn("tts_replaced", { trace_id: turnId, mode: plan.mode, error: unspoken.cause });
    // A model that refused the voice of a person speaks in its own, if it has one.
    if (!hasOwnVoice) plan = unspoken.next;
  }
  throw new AppError("tts_failed");
}

/**
 * One call, under a lease of the plan's voice. Returns null when the segment was spoken; throws only the reason of an
 * abort.
 */
async function synthesize(
  scope: TurnScope,
  reply: ReplyVoice,
  planned: VoicePlan,
  segment: Segment,
  heard: { untilMs: number },
): Promise<Unspoken | null> {
  const { signal, input } = scope;
  const { voice } = scope.dependencies;
  const request = { call: "segment", playoutDeadlineMs: heard.untilMs } as const;
  let { mode } = planned;
  let next: VoicePlan | null = null;
  const call = async (options: CallOptions, meter: CallMeter) => {
    // The voice may have failed while the segment waited for its lease. Segments must not wait for a hung voice one
    // after another.
    const plan = voice && planned.kind === "chosen" ? voice.plan(input.mode) : planned;
    if (plan?.kind !== planned.kind) {
      next = plan;
      meter.notMade();
      throw new AppError("tts_failed");
    }
    mode = plan.mode;
    try {
      await sound(scope, reply, plan, segment, heard, options, meter);
      voice?.spoke(plan);
    } catch (error) {
      signal.throwIfAborted();
      // Report the failure before the lease is released: the next segment asks the policy which voice speaks.
      next = voice?.failed(plan, error) ?? null;
      throw error;
    }
  };
  try {
    await scope.withLease("tts_synthesis_complete", request, call, { from: planned.leases, mode: () => mode });
    return null;
  } catch (cause) {
    signal.throwIfAborted();
    return { next, cause };
  }
}

/** Sends the segment's audio while it is synthesised. */
async function sound(
  { input, dependencies, emit }: TurnScope,
  reply: ReplyVoice,
  { tts, mode, steps, kind }: VoicePlan,
  segment: Segment,
  heard: { untilMs: number },
  options: CallOptions,
  meter: CallMeter,
): Promise<void> {
  const { language, speed = 1 } = input;
  const voice = kind === "chosen" ? voiceAsSaid(reply.voice, language, tts) : fallbackVoice;
  const model = kind === "fallback" ? (tts.modelFor?.(language, mode) ?? tts.models()[0]?.model) : undefined;
  const text = textAsSaid(segment, tts);
  const isOther = kind === "fallback" || reply.voice !== input.voice;
  const { readings } = segment;
  const ofStep = steps === undefined ? {} : { steps };
  let samples = 0;
  meter.report({ model: speakingModel(tts, language, mode)?.model ?? null, mode, characters: text.length });
  const chunks = tts.synthesize({ text, language, mode, voice, speed, readings, ...ofStep }, options);
  for await (const pcm of chunks) {
    meter.answered();
    samples += pcm.length;
    meter.report({ audio_ms: Math.round((samples / replySampleRateHz) * 1_000) });
    heard.untilMs = Math.max(heard.untilMs, dependencies.now()) + (pcm.length / replySampleRateHz) * 1_000;
    const caption = segment.begun ? {} : { clause: segment.written };
    emit({
      type: "audio",
      pcm,
      mode,
      ...caption,
      ...(model === undefined ? {} : { model }),
      ...(isOther && { otherVoice: true }),
    });
    segment.begun = true;
  }
}
