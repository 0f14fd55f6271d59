import { randomUUID } from "node:crypto";
import { float32ToInt16 } from "../../../lib/audio/pcm";
import { AppError } from "../../../lib/errors";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { VoiceDetector } from "../../inference/contract";
import type { MetricEvents } from "../../platform/observability/metrics";
import type { ServiceContext } from "../../records/context";
import type { RunTurn, TurnDependencies } from "../pipeline/contract";
import type { ContextTurn } from "./conversation-context";
import { errorMessage } from "./error-message";
import type { Outbox } from "./outbox";
import { PartialTranscriber, type PartialTranscriptPace } from "./partial-transcripts";
import { Presence } from "./presence";
import { type PrimeLanguageModel, Primer } from "./primer";
import type { SessionSettings } from "./session-settings";
import { SpeechInput } from "./speech-input";
import { TurnJournal } from "./turn-journal";
import {
  type Effect,
  earliestNeededSample,
  initialState,
  type MachineEvent,
  shownState,
  step,
  type TurnSource,
} from "./turn-machine";
import { TurnRun } from "./turn-run";
import { modelsUsed } from "./voices";

export interface SessionDependencies {
  runTurn: RunTurn;
  turn: TurnDependencies;
  /** Null while its model is being fetched. */
  voiceDetector: () => VoiceDetector | null;
  prime?: PrimeLanguageModel;
  partialPace: PartialTranscriptPace;
  metrics?: Pick<MetricEvents, "turnEnded">;
}

export interface SessionStart {
  /** Null while the session has its place among those who talk; else asks for one and resolves when it is there. */
  place: () => Promise<void> | null;
  /** Takes one of the turns that the person may begin now. Throws AppError `rate_limited` when there is none left. */
  takeTurn: () => void;
  sessionId: string;
  settings: SessionSettings;
  lastTurnNumber: number;
  turns: readonly ContextTurn[];
}

interface CurrentTurn {
  generation: number;
  run: TurnRun;
  source: TurnSource;
  turnNumber: number | null;
  settings: SessionSettings;
  userPcm: Int16Array | null;
  recorded: boolean;
}

/** One live conversation: feeds the turn machine and carries out its effects. */
export class Session {
  readonly sessionId: string;
  settings: SessionSettings;
  private machine = initialState;
  private readonly events: MachineEvent[] = [];
  private stepping = false;
  private readonly journal: TurnJournal;
  private lastTurnNumber: number;
  /** The active turn, or the last one: its reply may still be playing. */
  private current: CurrentTurn | null = null;
  private speech: SpeechInput | null = null;
  private readonly partials: PartialTranscriber;
  private readonly primer: Primer;
  private playoutTimer: NodeJS.Timeout | null = null;
  readonly presence: Presence;
  private readonly place: SessionStart["place"];
  private endWaiters: { isOver: () => boolean; resolve: () => void }[] = [];
  private readonly takeTurn: SessionStart["takeTurn"];
  private toldLoading = false;

  constructor(
    start: SessionStart,
    private readonly outbox: Outbox,
    ctx: ServiceContext,
    private readonly deps: SessionDependencies,
  ) {
    this.sessionId = start.sessionId;
    this.settings = start.settings;
    this.lastTurnNumber = start.lastTurnNumber;
    this.place = start.place;
    this.takeTurn = start.takeTurn;
    this.primer = new Primer(deps.prime, deps.turn);
    this.presence = new Presence(deps.turn.leases, deps.turn.now);
    this.journal = new TurnJournal({
      ctx,
      sessionId: start.sessionId,
      turns: start.turns,
      logger: deps.turn.logger,
      send: (message) => this.send(message),
      metrics: deps.metrics,
    });
    this.partials = new PartialTranscriber({
      stt: deps.turn.engines.stt,
      leases: deps.turn.leases,
      pace: deps.partialPace,
      now: deps.turn.now,
      onText: (text) => {
        if (shownState(this.machine) === "hearing") this.send({ type: "transcription", text, is_final: false });
      },
    });
  }

  get turnNumber(): number {
    return this.lastTurnNumber;
  }

  send(message: ServerMessage): void {
    this.outbox.send(message);
  }

  /** Takes one message, `session_start` excepted. Throws AppErrors meant for the client. */
  receive(message: Exclude<ClientMessage, { type: "session_start" }>): void {
    switch (message.type) {
      case "audio_chunk":
        this.listener()?.accept(message);
        return;
      case "audio_end":
        if (this.speech) this.speech.end();
        else this.dispatch({ type: "no_speech" });
        return;
      case "text_input":
        this.takeTurn();
        this.dispatch({ type: "text_input", text: message.text });
        return;
      case "interrupt":
        this.dispatch({ type: "interrupt" });
        return;
      case "transcript_edit":
        if (!this.knows(message.turn_id)) throw new AppError("turn_not_found");
        this.takeTurn();
        this.dispatch({ type: "transcript_edit", turnId: message.turn_id, text: message.text });
    }
  }

  /** Tells the client where the conversation stands. */
  showState(): void {
    const state = shownState(this.machine);
    const turnId = state === "thinking" || state === "speaking" ? this.current?.run.turnId : undefined;
    this.send({ type: "turn_state", state, ...(turnId ? { turn_id: turnId } : {}) });
  }

  /** From the next turn on. */
  change(settings: SessionSettings): void {
    this.settings = settings;
    if (this.speech) this.speech.settings = settings;
  }

  /**
   * Hears no more, and is given nothing more; resolves when the turn that runs has ended (`heard`: and its reply, by the clock, was
   * played to its end) and every turn is durable.
   */
  async finish({ heard }: { heard: boolean }): Promise<void> {
    this.stopListening();
    const isOver = () => !this.machine.turn && !(heard && this.machine.playing !== null);
    if (!isOver()) await new Promise<void>((resolve) => this.endWaiters.push({ isOver, resolve }));
    await this.journal.settled();
  }

  /**
   * Ends at once; a turn that runs is kept as interrupted. `silenced`: the client goes on with another conversation, and hears
   * no more of this one. Resolves when every turn is durable.
   */
  async end(silenced: boolean): Promise<void> {
    this.speech?.close();
    this.partials.cancel();
    this.dispatch({ type: "leave", silenced });
    if (this.playoutTimer) clearTimeout(this.playoutTimer);
    this.primer.cancel();
    await this.journal.settled();
  }

  private dispatch(event: MachineEvent): void {
    this.events.push(event);
    if (this.stepping) return;
    this.stepping = true;
    try {
      for (let next = this.events.shift(); next; next = this.events.shift()) {
        // Who begins to speak may have it before the first turn needs it.
        if (next.type === "speech_start") this.place();
        const { state, effects } = step(this.machine, next);
        this.machine = state;
        this.presence.update(state);
        for (const effect of effects) this.perform(effect);
      }
    } finally {
      this.stepping = false;
    }
    for (const { isOver, resolve } of this.endWaiters) if (isOver()) resolve();
    this.endWaiters = this.endWaiters.filter(({ isOver }) => !isOver());
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case "begin_turn":
        if (effect.source.kind === "speech" && !effect.draft && !this.mayBegin(effect.generation)) return;
        this.begin(effect.generation, effect.source, effect.draft);
        return;
      case "commit_turn":
        if (this.current?.generation !== effect.generation) return;
        if (this.mayBegin(effect.generation)) this.current.run.commit(this.deps.turn.now());
        else this.current.run.abort();
        return;
      case "abort_turn":
        this.abort(effect.generation, effect.keep);
        return;
      case "stop_playback":
        this.stopPlayback(effect.generation, effect.unheard);
        return;
      case "hearing_began":
        this.primer.begin({
          sessionId: this.sessionId,
          language: this.settings.language,
          history: this.journal.context.messages(),
        });
        return;
      case "show": {
        const turnId = this.current?.generation === effect.generation ? this.current.run.turnId : undefined;
        this.send({ type: "turn_state", state: effect.state, ...(turnId ? { turn_id: turnId } : {}) });
      }
    }
  }

  private begin(generation: number, source: TurnSource, draft: boolean): void {
    this.partials.cancel();
    this.primer.cancel();
    if (source.kind === "edit") this.journal.context.rewindBefore(source.supersedesTurnId);
    const { now } = this.deps.turn;
    const { settings } = this;
    const audio =
      source.kind === "speech" ? this.speech?.history.slice(source.range.startSample, source.range.endSample) : null;
    const beganAtMs =
      (source.kind === "speech" ? this.speech?.history.heardAtMs(source.range.endSample) : null) ?? now();
    const typedText = source.kind === "speech" ? null : source.text;
    const current: CurrentTurn = {
      generation,
      source,
      settings,
      turnNumber: null,
      userPcm: audio ? float32ToInt16(audio) : null,
      recorded: false,
      run: new TurnRun({
        input: {
          turnId: randomUUID(),
          sessionId: this.sessionId,
          language: settings.language,
          mode: settings.mode,
          voice: settings.speaker.voice,
          said:
            typedText === null
              ? { kind: "speech", audio: audio ?? new Float32Array(0) }
              : { kind: "text", text: typedText },
          history: this.journal.context.messages(),
        },
        runTurn: this.deps.runTurn,
        dependencies: this.deps.turn,
        beganAtMs,
        place: this.place(),
        send: (message) => this.send(message),
        onTranscribed: (text) => {
          this.startNumbered(current);
          this.send({ type: "transcription", text, is_final: true, turn_id: current.run.turnId });
          this.dispatch({ type: "transcribed", generation });
        },
        onFirstAudio: () => this.dispatch({ type: "first_audio", generation }),
        onNothingSaid: () => this.dispatch({ type: "nothing_said", generation }),
        onFailed: () => {
          this.record(current);
          // It failed before anything was recognised: the history has no place for it, the error rate does.
          if (current.turnNumber === null) this.deps.metrics?.turnEnded("failed", null);
          this.dispatch({ type: "failed", generation, hasAudio: this.watchPlayout(current) });
        },
        onFinished: () => {
          this.record(current);
          this.dispatch({ type: "finished", generation, hasAudio: this.watchPlayout(current) });
        },
      }),
    };
    this.current = current;
    if (typedText !== null) this.startNumbered(current);
    if (!draft) current.run.commit(typedText === null ? now() : null);
    void current.run.run();
  }

  /** Takes a turn for what was spoken. Without one the turn ends as one that failed: its words are lost, and the person is told. */
  private mayBegin(generation: number): boolean {
    try {
      this.takeTurn();
      return true;
    } catch (error) {
      this.sendError(error);
      this.dispatch({ type: "failed", generation, hasAudio: false });
      return false;
    }
  }

  private startNumbered(turn: CurrentTurn): void {
    this.lastTurnNumber += 1;
    turn.turnNumber = this.lastTurnNumber;
    this.send({ type: "turn_started", turn_id: turn.run.turnId, turn_number: turn.turnNumber });
  }

  private abort(generation: number, keep: boolean): void {
    const turn = this.current;
    if (turn?.generation !== generation) return;
    turn.run.abort();
    this.outbox.dropAudio(turn.run.turnId);
    if (turn.turnNumber !== null) this.send({ type: "audio_clear", turn_id: turn.run.turnId });
    if (keep) this.record(turn);
  }

  private stopPlayback(generation: number, unheard: boolean): void {
    const turn = this.current;
    if (turn?.generation !== generation) return;
    if (this.playoutTimer) clearTimeout(this.playoutTimer);
    this.outbox.dropAudio(turn.run.turnId);
    this.send({ type: "audio_clear", turn_id: turn.run.turnId });
    // Who goes on talking has the whole answer on the screen, and in the history.
    if (unheard) this.journal.shorten(turn.run.turnId, turn.run.heard(this.deps.turn.now()));
  }

  /** True when a listener still hears an ended reply: `played_out` follows. */
  private watchPlayout(turn: CurrentTurn): boolean {
    const delayMs = turn.run.playoutEndsAtMs - this.deps.turn.now();
    if (delayMs <= 0) return false;
    if (this.playoutTimer) clearTimeout(this.playoutTimer);
    this.playoutTimer = setTimeout(() => this.dispatch({ type: "played_out", generation: turn.generation }), delayMs);
    return true;
  }

  /** Puts an ended turn into the model's context and into the history. */
  private record(turn: CurrentTurn): void {
    const { run, settings, source, turnNumber } = turn;
    if (turnNumber === null || turn.recorded) return;
    turn.recorded = true;
    const outcome = run.outcome(source.kind === "speech" ? null : source.text);
    const used = { language: settings.language, mode: outcome.mode };
    this.journal.add({
      ...outcome,
      turnId: run.turnId,
      turnNumber,
      userPcm: turn.userPcm,
      settings,
      models: modelsUsed(this.deps.turn.engines, used, source.kind === "speech"),
      supersedesTurnId: source.kind === "edit" ? source.supersedesTurnId : null,
    });
  }

  private knows(turnId: string): boolean {
    return (
      this.journal.context.has(turnId) || (this.current?.run.turnId === turnId && this.current.turnNumber !== null)
    );
  }

  /** Null while the voice detector loads: said once, not with every chunk of an open microphone. */
  private listener(): SpeechInput | null {
    if (this.speech) return this.speech;
    const detector = this.deps.voiceDetector();
    if (!detector) {
      if (this.toldLoading) return null;
      this.toldLoading = true;
      throw new AppError("model_loading");
    }
    this.speech = new SpeechInput({
      detector: detector.createStream(),
      settings: this.settings,
      now: this.deps.turn.now,
      onEvent: (event) => this.dispatch(event),
      onProgress: () => this.offerPartial(),
      onFailure: (error) => this.listeningFailed(error),
      earliestNeededSample: () => earliestNeededSample(this.machine),
    });
    return this.speech;
  }

  /** The next chunk starts a new listener. */
  private listeningFailed(error: unknown): void {
    this.deps.turn.logger.error("voice_detector_failed", { trace_id: this.sessionId, error });
    this.stopListening();
    this.sendError(error);
  }

  private stopListening(): void {
    this.speech?.close();
    this.speech = null;
    this.partials.cancel();
    this.dispatch({ type: "listening_ended" });
  }

  private offerPartial(): void {
    const { speech, machine } = this;
    if (!speech || !machine.speech || shownState(machine) !== "hearing" || machine.turn) return;
    const { startSample } = machine.speech;
    const { endSample } = speech.history;
    this.partials.offer(this.settings.language, startSample, endSample, () =>
      speech.history.slice(startSample, endSample),
    );
  }

  private sendError(error: unknown): void {
    this.send(errorMessage(error));
  }
}
