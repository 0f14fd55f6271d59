import { randomUUID } from "node:crypto";
import { float32ToInt16 } from "../../../lib/audio/pcm";
import { replyAudio as replyFormat } from "../../../lib/audio/reply-audio";
import { emptyLexicon, type Lexicon } from "../../../lib/lexicon";
import type { EndedTurn } from "../../../lib/metrics/ended-turn";
import { builtinPersona, type PersonaInUse } from "../../../lib/personas/persona";
import { isSpokenReply } from "../../../lib/reply-speech";
import type { Interruption } from "../../../lib/turn-end";
import { type ChatMessage, engineInputRateHz } from "../../inference/contract";
import type { Admission } from "../../inference/scheduling/contract";
import type { RecordTurnInput } from "../../records/turns/record-turn";
import type { RunTurn, TurnDependencies } from "../pipeline/contract";
import { endedTurnOf } from "./ended-turn-of";
import { endpointing } from "./endpointing";
import type { Outbox } from "./outbox";
import type { SessionSettings } from "./session-settings";
import type { TurnSource } from "./turn-machine-types";
import type { TakenBack } from "./turn-outcome";
import { TurnRun } from "./turn-run";
import { modelsUsed } from "./voices";

/** From this length on, speech of which nothing was recognised is kept with its sound. */
const shortestUnclearMs = 500;

/** The steps of a turn that the turn machine gets; the last three end the turn. */
export type TurnStep = "transcribed" | "first_audio" | "nothing_said" | "failed" | "finished";

export interface LiveTurnOptions {
  sessionId: string;
  generation: number;
  source: TurnSource;
  /** The settings when the turn began: a later change is for the next turn. */
  settings: SessionSettings;
  /** What was said, float32 mono 16 kHz; null for a typed turn. */
  audio: Float32Array | null;
  /** Earlier turns for the prompt. */
  history: ChatMessage[];
  /** End of speech, or the arrival of a typed text; monotonic ms. */
  beganAtMs: number;
  /** As in TurnRunOptions. */
  seat: Promise<void> | null;
  /** The turn that was taken back because the person went on speaking; null for a new one. */
  goesOnWith: LiveTurn | null;
  outbox: Outbox;
  /** Returns the session's next turn number. */
  takeNumber(): number;
  onStep(step: TurnStep): void;
  /** The turn has ended and goes into the history. Called at most once. */
  onRecord(turn: RecordTurnInput, sessions: EndedTurn["sessions"]): void;
}

export interface LiveTurnDependencies extends TurnDependencies {
  runTurn: RunTurn;
  /** The house's lexicon as it is now; never rejects; default: empty. */
  lexicon?: () => Promise<Lexicon>;
  /** Who answers now; never rejects; default: the one that comes with AVATAR. */
  persona?: () => Promise<PersonaInUse>;
  /** Tells how many conversations talk now; default: nobody knows. */
  admission?: Pick<Admission, "counts">;
}

/** One turn of a session, from its beginning to its place in the history. */
export class LiveTurn {
  readonly id: string;
  /** Null until the words are known: a turn in which nothing was said gets no number. */
  private number: number | null;
  private readonly run: TurnRun;
  private recorded = false;
  /** Nothing was recognised of what was said. */
  private unclear = false;
  private takenBack: TakenBack | null = null;
  private lexiconVersion = emptyLexicon.version;
  /** Null until it is read: the turn has told the model nothing yet. */
  private persona: PersonaInUse | null = null;
  /** As in EndedTurn: counted once it has its seat, as that is given up before the end of a turn that is left. */
  private sessions: number | null = null;

  constructor(
    private readonly options: LiveTurnOptions,
    private readonly deps: LiveTurnDependencies,
  ) {
    const { sessionId, settings, source, outbox, onStep, goesOnWith } = options;
    this.id = goesOnWith?.id ?? randomUUID();
    this.number = goesOnWith?.number ?? null;
    this.run = new TurnRun({
      input: {
        turnId: this.id,
        sessionId,
        urgency: "live",
        language: settings.language,
        mode: settings.mode,
        voice: settings.speaker.voice,
        isSpoken: this.isSpoken,
        speed: settings.speed,
        said:
          source.kind === "speech"
            ? {
                kind: "speech",
                audio: options.audio ?? new Float32Array(0),
                otherwise: goesOnWith?.takenBack?.words ?? null,
              }
            : { kind: "text", text: source.text },
        history: options.history,
        systemPrompt: this.readPrompt(),
        lexicon: this.readLexicon(),
      },
      runTurn: deps.runTurn,
      dependencies: deps,
      beganAtMs: options.beganAtMs,
      seat: options.seat,
      goesOnWith: goesOnWith?.takenBack ?? null,
      send: (message) => outbox.send(message),
      onTranscribed: (text, heard) => {
        if (this.number === null) this.takeNumber();
        outbox.send({
          type: "transcription",
          text,
          is_final: true,
          turn_id: this.id,
          ...(heard && { heard_as: heard }),
        });
        onStep("transcribed");
      },
      onFirstAudio: () => onStep("first_audio"),
      onNothingSaid: () => {
        this.unclear = true;
        onStep("nothing_said");
      },
      // Speech that could not be recognised is kept with its sound; the client needs to know the turn to show it.
      onModelFailing: () => {
        if (this.number === null && this.isLongEnough) this.takeNumber();
      },
      onFailed: () => onStep("failed"),
      onFinished: () => onStep("finished"),
    });
  }

  get generation(): number {
    return this.options.generation;
  }

  get isRecorded(): boolean {
    return this.recorded;
  }

  /** It goes on with a turn that was taken back. */
  get goesOn(): boolean {
    return this.options.goesOnWith !== null;
  }

  /** True once the client knows it as a turn of the conversation. */
  get isNumbered(): boolean {
    return this.number !== null;
  }

  /** As in TurnRun. */
  get playoutEndsAtMs(): number {
    return this.run.playoutEndsAtMs;
  }

  /** Begins its work. A preemptive turn is shown once it is committed; any other turn at once. */
  begin({ preemptive }: { preemptive: boolean }): void {
    if (this.typedText !== null) this.takeNumber();
    if (!preemptive) this.commit();
    void this.run.run();
    void this.countSessions();
  }

  /** The end of speech is decided, or the text was typed: what a preemptive turn has prepared is sent now. */
  commit(): void {
    this.run.commit(this.typedText === null ? this.deps.now() : null);
  }

  /** Stops the turn at once. `keep`: store what was shown of it. */
  abort({ keep, by }: { keep: boolean; by: Interruption }): void {
    this.run.abort(by);
    this.clearAudio(by);
    if (keep) this.record({ isCutOff: by === "disconnect" });
  }

  /**
   * The person went on speaking before any sound was sent: its words, once known, are a partial transcript. The client is
   * told nothing: the next pause's turn may be the same one to it.
   */
  overtake(): void {
    this.run.overtake();
  }

  /** It was overtaken, and its words are not known yet. */
  get awaitsWords(): boolean {
    return this.run.awaitsWords;
  }

  /** The words of an overtaken turn are no longer of use: the recogniser is needed for the next ones. */
  leaveWords(): void {
    this.run.leaveWords();
  }

  /** The person went on speaking: the client drops what it has of the reply, and another LiveTurn goes on with it. */
  takeBack(): void {
    const { outbox } = this.options;
    const { hasSentAudio } = this.run;
    this.takenBack = this.run.takeBack();
    outbox.dropReply(this.id);
    // For clients that do not know `turn_restarted`: at least they fall silent.
    if (hasSentAudio) outbox.send({ type: "audio_clear", turn_id: this.id });
    outbox.send({ type: "turn_restarted", turn_id: this.id });
  }

  /** No more of the reply is made to sound, and the client drops what it has not played; the text goes on. */
  silence(by: Interruption): void {
    this.run.silence(by);
    this.clearAudio(by);
  }

  /** The listener stopped a reply that was complete. Returns how much of its text was heard, UTF-16 code units. */
  stopPlayback(by: Interruption): number {
    this.run.endHearing(by);
    this.clearAudio(by);
    return this.run.heardChars();
  }

  /** The client drops what it has not played. */
  private clearAudio(by: Interruption): void {
    const { outbox } = this.options;
    outbox.dropAudio(this.id);
    if (!this.isNumbered || !this.run.isCommitted) return;
    outbox.send({ type: "audio_clear", turn_id: this.id, ended_by: by, heard_chars: this.run.heardChars() });
  }

  /** Shorter sound of which nothing is recognised counts as noise. */
  private get isLongEnough(): boolean {
    const samples = this.options.audio?.length ?? 0;
    return (samples * 1_000) / engineInputRateHz - endpointing.preRollMs >= shortestUnclearMs;
  }

  /** Whether the reply is spoken, as the client chose. */
  private get isSpoken(): boolean {
    return isSpokenReply(this.options.settings.speech, this.typedText === null ? "speech" : "text");
  }

  private get typedText(): string | null {
    const { source } = this.options;
    return source.kind === "speech" ? null : source.text;
  }

  private async countSessions(): Promise<void> {
    try {
      await this.options.seat;
      this.sessions = this.deps.admission?.counts().active ?? null;
    } catch {
      // The turn that never got a seat says so itself.
    }
  }

  private async readLexicon(): Promise<Lexicon> {
    const lexicon = (await this.deps.lexicon?.()) ?? emptyLexicon;
    this.lexiconVersion = lexicon.version;
    return lexicon;
  }

  private async readPrompt(): Promise<string> {
    this.persona = (await this.deps.persona?.()) ?? builtinPersona;
    return this.persona.prompts[this.options.settings.language];
  }

  private takeNumber(): void {
    this.number = this.options.takeNumber();
    const begun = { type: "turn_started", turn_id: this.id, turn_number: this.number } as const;
    this.options.outbox.send(this.isSpoken ? begun : { ...begun, spoken: false });
  }

  /** True when the reply is spoken in this voice profile. */
  speaksWith(profileId: number): boolean {
    const { id } = this.options.settings.speaker;
    return id.kind === "profile" && id.profileId === profileId;
  }

  /** Hands the ended turn on, once. `isCutOff`: the connection is gone, so what was not sent yet never is. */
  record({ isCutOff } = { isCutOff: false }): void {
    if (this.number === null && this.unclear && this.isLongEnough) this.takeNumber();
    if (this.number === null || this.recorded) return;
    this.recorded = true;
    const { sessionId, settings, source, audio, outbox } = this.options;
    // A live connection still sends what waits in the outbox.
    const sentChars = isCutOff ? outbox.shownChars(this.id) : Number.POSITIVE_INFINITY;
    const { replyAudio, models, ...outcome } = this.outcome(sentChars);
    const record = {
      ...outcome,
      models,
      sessionId,
      turnId: this.id,
      turnNumber: this.number,
      language: settings.language,
      voice: settings.speaker.id,
      // A reply that other voices spoke has nothing of the person's own.
      voiceReferenceSha256: replyAudio && this.run.spokeInChosenVoice ? settings.speaker.referenceSha256 : null,
      userAudio: audio && { pcm: float32ToInt16(audio), sampleRateHz: engineInputRateHz },
      replyAudio: replyAudio && { pcm: replyAudio, sampleRateHz: replyFormat.sampleRateHz },
      lexiconVersion: this.lexiconVersion,
      prompt: this.persona?.prompts[settings.language] ?? null,
      personaVersionId: this.persona?.versionId ?? null,
      isSpoken: this.isSpoken,
      speechSpeed: settings.speed,
      supersedesTurnId: source.kind === "edit" ? source.supersedesTurnId : null,
    };
    this.options.onRecord(record, this.sessions);
  }

  /** What the metrics are told of a turn that has ended without a place in the history. */
  ended(): EndedTurn {
    return endedTurnOf({
      ...this.outcome(0),
      wasSpoken: this.typedText === null,
      voice: this.options.settings.speaker.id,
      sessions: this.sessions,
    });
  }

  private outcome(sentChars: number) {
    const { settings, source } = this.options;
    const { replacingSttModel, replacingTtsModel, ...outcome } = this.run.outcome(this.typedText, sentChars);
    const { replyAudio, mode } = outcome;
    const models = modelsUsed(this.deps.engines, { language: settings.language, mode }, source.kind === "speech");
    return {
      ...outcome,
      models: { ...models, stt: replacingSttModel ?? models.stt, tts: replyAudio && (replacingTtsModel ?? models.tts) },
    };
  }
}
