import { AppError } from "../../../lib/errors";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { Interruption } from "../../../lib/turn-end";
import type { TurnState } from "../../../lib/turn-state";
import { driveMachine } from "../../platform/timing/machine-driver";
import { Activity } from "./activity";
import { type HeardEvent, Hearing } from "./hearing";
import { houseLexicon } from "./house-lexicon";
import { housePersona } from "./house-persona";
import { houseReplyLimits } from "./house-reply-limits";
import { LiveTurn, type TurnStep } from "./live-turn";
import { errorMessage } from "./messages";
import { PromptPrefill } from "./prompt-prefill";
import { ReplyTimers } from "./reply-timers";
import type { ConversationEnd, SessionDependencies, SessionOptions } from "./session-options";
import type { SessionSettings } from "./session-settings";
import { TurnJournal } from "./turn-journal";
import { initialState, step } from "./turn-machine";
import type { Effect, MachineEvent, MachineState } from "./turn-machine-types";
import { shownState } from "./turn-machine-view";
import { Waiters } from "./waiters";

/** One live conversation: feeds the turn machine and carries out its effects. */
export class Session {
  readonly sessionId: string;
  settings: SessionSettings;
  readonly activity: Activity;
  private readonly machine = driveMachine<MachineState, MachineEvent, Effect>({
    initial: initialState,
    step,
    perform: (effect) => this.perform(effect),
    onState: (state) => this.activity.update(state),
    onSettled: () => this.waiters.check(),
  });
  private readonly journal: TurnJournal;
  private readonly hearing: Hearing;
  private readonly promptPrefill: PromptPrefill;
  private lastTurnNumber: number;
  /** The active turn, or the last one: its reply may still be playing. */
  private current: LiveTurn | null = null;
  /** The turn that was taken back because the person goes on speaking, until its next words are known. */
  private withdrawn: LiveTurn | null = null;
  private readonly timers = new ReplyTimers((moment) => this.machine.dispatch(moment));
  private readonly waiters = new Waiters();
  private readonly deps: SessionDependencies & Pick<Required<SessionDependencies>, "persona">;

  constructor(
    private readonly options: SessionOptions,
    dependencies: SessionDependencies,
  ) {
    const { sessionId, settings, ctx, turns } = options;
    const decisions = { replyLimits: houseReplyLimits(ctx), lexicon: houseLexicon(ctx), persona: housePersona(ctx) };
    const deps = { ...dependencies, ...decisions };
    this.deps = deps;
    this.sessionId = sessionId;
    this.settings = settings;
    this.lastTurnNumber = options.lastTurnNumber;
    this.promptPrefill = new PromptPrefill(deps.prefill, deps);
    this.activity = new Activity(deps.leases, deps.now);
    const send = (message: ServerMessage) => this.send(message);
    this.journal = new TurnJournal({ ctx, turns, logger: deps.logger, send, metrics: deps.metrics });
    this.hearing = new Hearing(
      {
        sessionId,
        settings,
        machine: () => this.machine.state,
        awaitsWords: () => this.current?.awaitsWords ?? false,
        onEvent: (event) => this.onSpeech(event),
        onPartial: (text) => {
          const goesOnWith = this.turn(this.machine.state.withdrawn);
          send({ type: "transcription", text, is_final: false, ...(goesOnWith ? { turn_id: goesOnWith.id } : {}) });
        },
        onFailure: (error) => this.sendError(error),
      },
      deps,
    );
  }

  get turnNumber(): number {
    return this.lastTurnNumber;
  }

  get state(): TurnState {
    return shownState(this.machine.state);
  }

  send(message: ServerMessage): void {
    this.options.outbox.send(message);
  }

  /** Takes one message, `session_start` excepted. Throws AppErrors meant for the client. */
  receive(message: Exclude<ClientMessage, { type: "session_start" }>): void {
    switch (message.type) {
      case "audio_chunk":
        this.hearing.hear(message);
        return;
      case "audio_end":
        this.hearing.end();
        return;
      case "text_input":
        this.options.takeTurn();
        this.machine.dispatch({ type: "text_input", text: message.text });
        return;
      case "interrupt":
        this.machine.dispatch({
          type: "interrupt",
          what: message.what ?? null,
          by: message.leaving ? "disconnect" : "user_stop",
        });
        return;
      case "transcript_edit":
        if (!this.knows(message.turn_id)) throw new AppError("turn_not_found");
        this.options.takeTurn();
        this.machine.dispatch({ type: "transcript_edit", turnId: message.turn_id, text: message.text });
    }
  }

  /** True when it speaks with this voice profile, or the reply on its way does. */
  speaksWith(profileId: number): boolean {
    const { id } = this.settings.speaker;
    const isChosen = id.kind === "profile" && id.profileId === profileId;
    return isChosen || (this.current?.speaksWith(profileId) ?? false);
  }

  /** The voice profile may not be used any more: what is spoken in it, or is to be, falls silent; its text goes on. */
  silenceVoice(profileId: number): void {
    if (this.current?.speaksWith(profileId))
      this.machine.dispatch({ type: "interrupt", what: "sound", by: "voice_ended" });
  }

  /** Sends the client the current turn state. */
  showState(): void {
    const { state } = this;
    const turnId = state === "thinking" || state === "speaking" ? this.current?.id : undefined;
    this.send({ type: "turn_state", state, ...(turnId ? { turn_id: turnId } : {}) });
  }

  /** Applies from the next turn on. */
  change(settings: SessionSettings): void {
    const isSamePrompt = settings.language === this.settings.language;
    this.settings = settings;
    this.hearing.change(settings);
    if (!isSamePrompt && !this.machine.state.turn) this.prefillNext({ mayEvict: false });
  }

  /**
   * Lets the language model read the next turn's prompt up to the person's words. `mayEvict`: even if a conversation
   * that nobody speaks in has to read its own again.
   */
  prefillNext({ mayEvict }: { mayEvict: boolean }): void {
    const { sessionId, journal } = this;
    const { language } = this.settings;
    const history = journal.context.messages();
    const system = this.deps.persona().then(({ prompts }) => prompts[language]);
    this.promptPrefill.begin({ sessionId, language, history, mayEvict, system });
  }

  /**
   * Accepts no more input. Resolves when the running turn has ended (`waitForPlayout`: and its reply was played to its
   * end, by the clock) and every turn is stored.
   */
  async finish({ waitForPlayout }: { waitForPlayout: boolean }): Promise<void> {
    this.hearing.stop();
    const isOver = () => !this.machine.state.turn && !(waitForPlayout && this.machine.state.playing !== null);
    await this.waiters.until(isOver);
    await this.journal.settled();
  }

  /** Ends at once; a running turn is stored as interrupted. Resolves when every turn is stored. */
  async end(end: ConversationEnd): Promise<void> {
    this.hearing.close();
    this.current?.leaveWords();
    this.machine.dispatch({ type: "leave", ...end });
    this.timers.stop();
    this.promptPrefill.cancel();
    await this.journal.settled();
  }

  private onSpeech(event: HeardEvent): void {
    // Request the seat when speech starts, so that it is held when the turn begins.
    if (event.type === "speech_start") void this.options.seat();
    if (event.type === "listening_ended") this.current?.leaveWords();
    this.machine.dispatch(event);
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case "begin_turn":
        this.begin(effect);
        return;
      case "commit_turn":
        this.commit(effect.generation);
        return;
      case "abort_turn":
        this.turn(effect.generation)?.abort(effect);
        return;
      case "overtake_turn":
        this.turn(effect.generation)?.overtake();
        return;
      case "withdraw_turn":
        this.takeBack(effect.generation);
        return;
      case "record_turn":
        this.turn(effect.generation)?.record();
        return;
      case "silence_turn":
        this.turn(effect.generation)?.silence(effect.by);
        return;
      case "stop_playback":
        this.stopPlayback(effect.generation, effect.by);
        return;
      case "prefill_next":
        this.prefillNext({ mayEvict: effect.speaking });
        return;
      case "show": {
        const turnId = effect.generation === null ? undefined : this.turn(effect.generation)?.id;
        this.send({ type: "turn_state", state: effect.state, ...(turnId ? { turn_id: turnId } : {}) });
      }
    }
  }

  /** The turn of this generation; null when another one has taken its place. */
  private turn(generation: number | null): LiveTurn | null {
    return [this.current, this.withdrawn].find((turn) => turn?.generation === generation) ?? null;
  }

  private begin({ generation, source, preemptive, goesOnWith }: Extract<Effect, { type: "begin_turn" }>): void {
    // What goes on with a turn is no turn of its own for the rate limit.
    const isCounted = source.kind === "speech" && !preemptive && goesOnWith === null;
    if (isCounted && !this.mayBegin(generation)) return;
    this.hearing.cancelPartial();
    this.current?.leaveWords();
    this.promptPrefill.cancel();
    if (source.kind === "edit") this.journal.context.rewindBefore(source.supersedesTurnId);
    const said = source.kind === "speech" ? this.hearing.said(source.range) : null;
    const turn = new LiveTurn(
      {
        sessionId: this.sessionId,
        generation,
        source,
        settings: this.settings,
        audio: said?.audio ?? null,
        history: this.journal.context.messages(),
        beganAtMs: said?.endedAtMs ?? this.deps.now(),
        seat: this.options.seat(),
        goesOnWith: this.turn(goesOnWith),
        outbox: this.options.outbox,
        takeNumber: () => ++this.lastTurnNumber,
        onStep: (type) => this.tellMachine(type, turn),
        onRecord: (record, sessions) => this.journal.add(record, sessions),
      },
      this.deps,
    );
    this.current = turn;
    turn.begin({ preemptive });
  }

  private commit(generation: number): void {
    const turn = this.turn(generation);
    if (!turn) return;
    if (turn.goesOn || this.mayBegin(generation)) turn.commit();
    else turn.abort({ keep: false, by: "user_stop" });
  }

  private tellMachine(type: TurnStep, turn: LiveTurn): void {
    const { generation } = turn;
    if (type === "first_audio" || type === "nothing_said") {
      this.machine.dispatch({ type, generation, atMs: this.deps.now() });
      if (type === "first_audio") this.timers.soundKnown(generation);
      else this.timers.nothingSaid(generation);
      return;
    }
    if (type === "transcribed") {
      this.machine.dispatch({ type, generation });
      return;
    }
    const hasAudio = this.watchPlayout(turn);
    if (type === "finished") {
      this.machine.dispatch({ type, generation, hasAudio });
      return;
    }
    // The turn failed before anything was recognised: it has no place in the history but counts in the error rate.
    if (!turn.isNumbered) this.deps.metrics?.turnEnded("failed", turn.ended());
    this.machine.dispatch({ type, generation, hasAudio, atMs: this.deps.now() });
    this.timers.soundKnown(generation);
  }

  /**
   * Consumes a turn of the rate limit for spoken words. If none is left, the turn fails, its words are lost, and the
   * person gets an error.
   */
  private mayBegin(generation: number): boolean {
    try {
      this.options.takeTurn();
      return true;
    } catch (error) {
      this.sendError(error);
      this.machine.dispatch({ type: "failed", generation, hasAudio: false, atMs: this.deps.now() });
      return false;
    }
  }

  private stopPlayback(generation: number, by: Interruption | null): void {
    const turn = this.turn(generation);
    if (!turn) return;
    this.timers.stopPlayout();
    if (by === null) return;
    const heardChars = turn.stopPlayback(by);
    if (turn.isRecorded) this.journal.stopHearing({ turnId: turn.id, heardChars, endedBy: by });
  }

  private takeBack(generation: number): void {
    const turn = this.turn(generation);
    if (!turn) return;
    this.timers.stopPlayout();
    turn.takeBack();
    this.withdrawn = turn;
  }

  /** True when the person still hears an ended reply: `played_out` follows. */
  private watchPlayout({ generation, playoutEndsAtMs }: LiveTurn): boolean {
    const delayMs = playoutEndsAtMs - this.deps.now();
    if (delayMs <= 0) return false;
    this.timers.playsOutIn(delayMs, generation);
    return true;
  }

  private knows(turnId: string): boolean {
    return this.journal.context.has(turnId) || (this.current?.id === turnId && this.current.isNumbered);
  }

  private sendError(error: unknown): void {
    this.send(errorMessage(error));
  }
}
