import { type ErrorCode, errorCodeOf, publicError } from "../../../lib/errors";
import type { SpeechMode } from "../../../lib/languages";
import type { Replacement } from "../../../lib/lexicon";
import type { TurnCall } from "../../../lib/turn-calls";
import type { Interruption } from "../../../lib/turn-end";
import type { TurnEvent, TurnInput } from "../pipeline/contract";
import { ReplyPlayout } from "./reply-playout";
import { ReplySender } from "./reply-sender";
import { type Ending, endOf, type TakenBack, type TurnOutcome } from "./turn-outcome";
import type { TurnRunOptions } from "./turn-run-options";
import { computeTimings, type TurnTimeline } from "./turn-timings";

type RunState =
  /** A preemptive turn: what it has prepared waits until it is committed. */
  { kind: "held"; prepared: (() => void)[] } | { kind: "running" } | { kind: "ended"; ending: Ending };

/**
 * Runs one turn's pipeline and tells the client about it. A preemptive turn's events wait until `commit`; after `abort`
 * nothing more is sent, whatever the pipeline still has in flight.
 */
export class TurnRun {
  private readonly controller = new AbortController();
  private readonly silenced = new AbortController();
  private readonly overtaken = new AbortController();
  /** The listener stopped the sound before its end. */
  private hearingEnded: { atMs: number; by: Interruption } | null = null;
  private playout = new ReplyPlayout();
  private isTakenBack = false;
  /** The recogniser has given its final words. */
  private isTranscribed = false;
  /** The turn was overtaken before that. */
  private onlyWordsAwaited = false;
  private readonly timeline: TurnTimeline;
  private state: RunState = { kind: "held", prepared: [] };
  private userText: string;
  private replyText = "";
  private readonly sound: ReplySender;
  private lastMode: SpeechMode;
  /** True when any segment was synthesised in fast mode. */
  private spokeFast = false;
  private replacingSttModel: string | null = null;
  private replacingTtsModel: string | null = null;
  private isInChosenVoice = false;
  private recognisedText: string | null = null;
  private heardReplacements: Replacement[] = [];
  private saidReplacements: Replacement[] = [];
  private calls: TurnCall[] = [];
  private pipelineBeganAtMs = 0;

  constructor(private readonly options: TurnRunOptions) {
    this.lastMode = options.input.mode;
    this.userText = options.goesOnWith?.words ?? "";
    this.sound = new ReplySender(this.turnId, options.send, options.goesOnWith?.nextSeq ?? 0);
    this.timeline = {
      beganAtMs: options.beganAtMs,
      decidedAtMs: null,
      transcriptAtMs: null,
      firstTokenAtMs: null,
      firstAudioAtMs: null,
      completeAtMs: null,
    };
  }

  get turnId(): string {
    return this.options.input.turnId;
  }

  /** When the listener runs out of sound, monotonic ms; −∞ before the first audio, and once they stopped it. */
  get playoutEndsAtMs(): number {
    return this.hearingEnded ? Number.NEGATIVE_INFINITY : this.playout.endsAtMs;
  }

  /** Reads the pipeline to its end. Never rejects. */
  async run(): Promise<void> {
    const { runTurn, dependencies } = this.options;
    const input: TurnInput = {
      ...this.options.input,
      silenced: this.silenced.signal,
      overtaken: this.overtaken.signal,
      onCallStopped: (call) => this.calls.push(call),
    };
    let complete = false;
    try {
      await this.waitForSeat();
      if (this.hasEnded()) return;
      this.pipelineBeganAtMs = dependencies.now();
      for await (const event of runTurn(input, dependencies, this.controller.signal)) {
        if (event.type === "transcript") this.heard(event);
        if (this.awaitsWords) continue;
        if (this.hasEnded()) return;
        complete = event.type === "finished" || event.type === "failed" || event.type === "nothing_said";
        const atMs = dependencies.now();
        this.deliver(() => this.handle(event, atMs));
      }
      if (!complete && !this.hasEnded()) throw new Error("The pipeline ended without a last event.");
    } catch (error) {
      if (this.hasEnded()) return;
      dependencies.logger.error("turn_failed", { trace_id: this.turnId, error });
      this.deliver(() => this.fail(errorCodeOf(error), publicError(error).body.error.message));
    } finally {
      this.onlyWordsAwaited = false;
    }
  }

  /** The turn is real: what a preemptive turn has prepared is sent now. `decidedAtMs` is null for a typed turn. */
  commit(decidedAtMs: number | null): void {
    this.timeline.decidedAtMs = decidedAtMs;
    if (this.state.kind !== "held") return;
    const { prepared } = this.state;
    this.state = { kind: "running" };
    for (const act of prepared) {
      if (!this.hasEnded()) act();
    }
  }

  /** Stops the turn at once. */
  abort(by: Interruption): void {
    if (this.hasEnded()) {
      if (this.isTakenBack) this.state = { kind: "ended", ending: { kind: "interrupted", by } };
      return;
    }
    this.endHearing(by);
    this.end({ kind: "interrupted", by });
    this.controller.abort();
  }

  /** The person went on speaking before any sound was sent: it is stopped, but for words that are not known yet. */
  overtake(): void {
    if (this.isTranscribed || this.hasEnded()) {
      this.abort("barge_in");
      return;
    }
    this.onlyWordsAwaited = true;
    this.end({ kind: "interrupted", by: "barge_in" });
    this.overtaken.abort();
  }

  /** It was overtaken, and its words are not known yet. */
  get awaitsWords(): boolean {
    return this.onlyWordsAwaited;
  }

  /** The words of an overtaken turn are no longer of use. */
  leaveWords(): void {
    if (!this.onlyWordsAwaited) return;
    this.onlyWordsAwaited = false;
    this.controller.abort();
  }

  /** The person went on speaking: nothing of the reply is left, and the words wait for those that follow. */
  takeBack(): TakenBack {
    this.isTakenBack = true;
    this.state = { kind: "ended", ending: { kind: "interrupted", by: "barge_in" } };
    this.controller.abort();
    this.replyText = "";
    this.playout = new ReplyPlayout();
    return { words: this.userText, nextSeq: this.sound.nextSeq };
  }

  /** The work is shown to the client: it is not, or no longer, a preemptive turn's. */
  get isCommitted(): boolean {
    return this.state.kind !== "held";
  }

  get hasSentAudio(): boolean {
    return this.sound.hasSent;
  }

  /** Nobody wants or hears more sound: the text goes on. */
  silence(by: Interruption): void {
    this.endHearing(by);
    this.silenced.abort();
  }

  /** The listener hears no more of the reply, whether it is complete or not; only the first call counts. */
  endHearing(by: Interruption): void {
    this.hearingEnded ??= { atMs: this.options.dependencies.now(), by };
  }

  /** Any of the reply's sound is in the voice that was chosen. */
  get spokeInChosenVoice(): boolean {
    return this.isInChosenVoice;
  }

  /** How much of the reply was heard, UTF-16 code units: all of it by default, as far as it became sound. */
  heardChars(): number {
    const { playout, replyText, hearingEnded } = this;
    if (hearingEnded) return playout.heardChars(hearingEnded.atMs, replyText);
    const ending = this.state.kind === "ended" ? this.state.ending : null;
    const isWhole = ending?.kind === "finished" && ending.errorCode === null && !playout.empty;
    return isWhole ? replyText.length : playout.heardChars(playout.endsAtMs, replyText);
  }

  /**
   * The record for the history, once the turn has ended. `shownChars`: how much of the reply the client was sent. Of a
   * reply that failed all that was shown is kept, like that of any other.
   */
  outcome(typedText: string | null, shownChars: number): TurnOutcome {
    const ending = this.state.kind === "ended" ? this.state.ending : null;
    return {
      userText: typedText ?? this.userText,
      aiText: this.replyText.slice(0, shownChars).trimEnd(),
      writtenChars: this.replyText.length,
      heardChars: this.heardChars(),
      replyAudio: this.playout.audio(),
      endedBy: endOf(ending, this.hearingEnded?.by ?? null),
      finishReason: ending?.kind === "finished" ? ending.finishReason : null,
      timings: computeTimings(this.timeline),
      errorCode: ending?.kind === "failed" || ending?.kind === "finished" ? ending.errorCode : null,
      mode: this.spokeFast ? "fast" : this.options.input.mode,
      replacingSttModel: this.replacingSttModel,
      replacingTtsModel: this.replacingTtsModel,
      recognisedText: this.recognisedText,
      heardReplacements: this.heardReplacements,
      saidReplacements: this.saidReplacements,
      calls: this.callsSinceEndOfSpeech(),
    };
  }

  private callsSinceEndOfSpeech(): TurnCall[] {
    const aheadMs = Math.round(this.pipelineBeganAtMs - this.timeline.beganAtMs);
    return this.calls.map((call) => ({ ...call, began_ms: call.began_ms + aheadMs }));
  }

  private async waitForSeat(): Promise<void> {
    const { seat, dependencies } = this.options;
    if (!seat) return;
    const sinceMs = dependencies.now();
    await seat;
    const waitedMs = dependencies.now() - sinceMs;
    this.timeline.beganAtMs += waitedMs;
    if (this.timeline.decidedAtMs !== null) this.timeline.decidedAtMs += waitedMs;
  }

  /** What is not shown as a turn may still grow: it is shown as a partial transcript. */
  private heard({ text, isFinal }: Extract<TurnEvent, { type: "transcript" }>): void {
    if (this.state.kind === "held" || this.onlyWordsAwaited) this.showPartialWords(text);
    if (!isFinal) return;
    this.isTranscribed = true;
    this.leaveWords();
  }

  private handle(event: TurnEvent, atMs: number): void {
    const { options } = this;
    switch (event.type) {
      case "transcript":
        if (event.isFinal) this.replacingSttModel = event.model ?? null;
        this.transcript(event, atMs);
        return;
      case "token":
        this.timeline.firstTokenAtMs ??= event.text === "" ? null : atMs;
        this.replyText += event.text;
        options.send({ type: "llm_token", token: event.text, turn_id: this.turnId });
        return;
      case "audio":
        this.replacingTtsModel ??= event.model ?? null;
        this.isInChosenVoice ||= event.otherVoice !== true;
        this.audio(event.pcm, event.mode, event.clause);
        return;
      case "call":
        this.calls.push(event.call);
        return;
      case "said_differently":
        this.saidReplacements.push(...event.replacements);
        return;
      case "voice_replaced":
        // It belongs to no turn: the reply goes on.
        options.send({ type: "error", code: event.code, message: event.message });
        return;
      case "nothing_said":
        this.end({ kind: "nothing_said" });
        options.onNothingSaid();
        return;
      case "failed":
        this.replyText = event.replyText;
        options.onModelFailing();
        this.fail(event.code, event.message);
        return;
      case "finished":
        this.replyText = event.replyText;
        if (event.speechError) {
          this.sendError(event.speechError.code, event.speechError.message);
        } else if (!this.playout.empty && !this.hearingEnded) {
          this.timeline.completeAtMs = options.dependencies.now();
        }
        this.endAudio();
        this.end({
          kind: "finished",
          errorCode: event.speechError?.code ?? null,
          finishReason: event.finishReason,
        });
        options.onFinished();
        return;
    }
  }

  private transcript({ text, isFinal, heard }: Extract<TurnEvent, { type: "transcript" }>, atMs: number): void {
    if (!isFinal) {
      this.options.send({ type: "transcription", text, is_final: false, turn_id: this.turnId });
      return;
    }
    this.timeline.transcriptAtMs = atMs;
    this.userText = text;
    this.recognisedText = heard?.text ?? null;
    this.heardReplacements = heard?.replacements ?? [];
    if (text.trim() !== "") this.options.onTranscribed(text, heard);
  }

  private audio(pcm: Int16Array, mode: SpeechMode, clause: string | undefined): void {
    // It was on its way when the person asked for silence.
    if (this.hearingEnded) return;
    const nowMs = this.options.dependencies.now();
    this.playout.push(pcm, nowMs, clause);
    this.lastMode = mode;
    this.spokeFast ||= mode === "fast";
    this.sound.push(pcm, mode, clause);
    if (this.timeline.firstAudioAtMs !== null) return;
    this.timeline.firstAudioAtMs = nowMs;
    this.options.onFirstAudio();
  }

  private endAudio(): void {
    if (!this.hearingEnded) this.sound.end(this.lastMode);
  }

  private sendError(code: ErrorCode, message: string): void {
    this.options.send({ type: "error", code, message, turn_id: this.turnId });
  }

  private fail(code: ErrorCode, message: string): void {
    this.sendError(code, message);
    this.endAudio();
    this.end({ kind: "failed", errorCode: code });
    this.options.onFailed(code);
  }

  private showPartialWords(text: string): void {
    if (text.trim() === "") return;
    const known = this.options.goesOnWith ? { turn_id: this.turnId } : {};
    this.options.send({ type: "transcription", text, is_final: false, ...known });
  }

  private deliver(act: () => void): void {
    if (this.state.kind === "held") this.state.prepared.push(act);
    else act();
  }

  private hasEnded(): boolean {
    return this.state.kind === "ended";
  }

  private end(ending: Ending): void {
    this.state = { kind: "ended", ending };
    if (this.playout.empty || this.replacingTtsModel !== null) return;
    const { dependencies, input } = this.options;
    const timings = computeTimings(this.timeline);
    dependencies.voice?.replyEnded({ timings, asked: input.mode, gapsMs: this.playout.gapsMs });
  }
}
