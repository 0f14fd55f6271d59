import { base64ToBytes, bytesToInt16 } from "../audio/pcm";
import { replyAudio } from "../audio/reply-audio";
import type { ChatSettings } from "../chat/chat-settings";
import { isContinuedElsewhere } from "../chat/connection-state";
import type { Turn } from "../chat/conversation-state";
import type { TurnSide } from "../chat/recordings";
import type { ModelStatus } from "../models";
import type { ServerMessage } from "../protocol/server-messages";
import { type ChatStore, createChatStore } from "./chat-store";
import { ConnectionWatch } from "./connection-watch";
import type { DeviceSound } from "./device-sound";
import type { PlayedSoFar } from "./played-so-far";
import { Replay } from "./replay";
import { askServer } from "./server-reachable";
import { SessionLink, type SessionLinkOptions } from "./session-link";
import { type Levels, VoiceIo } from "./voice-io";

export interface ChatClientOptions extends Omit<SessionLinkOptions, "sound"> {
  sound: DeviceSound;
  /** The stored turns of the conversation to take up again. */
  turns: readonly Turn[];
  /** The models' states when the page was rendered. */
  models: readonly ModelStatus[];
  /** The conversation has turns that this page does not know: they were not stored yet when it was rendered. */
  onTurnsMissing?: () => void;
}

/** One conversation in this tab: joins its session, its sound and the state that the page shows. */
export class ChatClient {
  readonly store: ChatStore;
  private readonly voice: VoiceIo;
  private readonly link: SessionLink;
  private readonly watch: ConnectionWatch;
  private readonly replay: Replay;
  private readonly sound: DeviceSound;
  private readonly onTurnsMissing: (() => void) | undefined;

  constructor({ turns, models, sound, onTurnsMissing, ...options }: ChatClientOptions) {
    const link = { ...options, sound: sound.get };
    this.sound = sound;
    this.onTurnsMissing = onTurnsMissing;
    this.store = createChatStore(link.settings, turns, models);
    this.voice = new VoiceIo(this.store, link.settings, {
      onSpeech: (pcm, sampleRateHz) => {
        if (this.store.get().started) this.link.sendAudio(pcm, sampleRateHz);
      },
      onSpeechEnd: () => this.link.send({ type: "audio_end" }),
    });
    this.replay = new Replay(this.store, this.voice);
    this.link = new SessionLink(this.store, link, {
      onConnection: (state) => {
        if (state.state !== "connected") this.voice.endUnfinishedReply();
        if (isContinuedElsewhere(state)) this.voice.silence();
        this.store.dispatch({ type: "connection", state });
      },
      onMessage: (message) => this.receive(message),
    });
    this.watch = new ConnectionWatch({
      isExpecting: () => this.store.get().started && this.store.get().turnState !== "listening",
      ask: askServer,
      onLost: () => this.link.giveUp(),
    });
  }

  /** The conversation that this page shows or asks for; null for a new one that has not begun. */
  get sessionId(): string | null {
    return this.link.sessionId;
  }

  get levels(): Levels {
    return this.voice.levels;
  }

  /** Connects; returns what undoes it. */
  open(): () => void {
    const listening = new AbortController();
    const { signal } = listening;
    this.voice.open(signal);
    this.voice.setVolume(this.sound.get().volume);
    signal.addEventListener("abort", this.listenToSound());
    this.link.open();
    this.watch.open(signal);
    document.addEventListener("visibilitychange", () => this.wake(), { signal });
    for (const event of ["pageshow", "online"]) window.addEventListener(event, () => this.wake(), { signal });
    window.addEventListener("pagehide", () => this.leave(), { signal });
    return () => {
      listening.abort();
      this.silenceReply({ leaving: true });
      this.link.close();
      this.voice.close();
    };
  }

  /** Applies changes of the sound: the volume at once, the rest from the next turn on. Returns what ends it. */
  private listenToSound(): () => void {
    let before = this.sound.get();
    return this.sound.subscribe(() => {
      const last = before;
      const now = this.sound.get();
      before = now;
      if (now.volume !== last.volume) this.voice.setVolume(now.volume);
      if (now.speech !== last.speech || now.speed !== last.speed) this.link.soundChanged();
      // Whoever wants no speech wants none now.
      const isSounding = this.store.get().playingTurnId !== null || this.writingTurn()?.isSpoken === true;
      if (now.speech === "never" && last.speech !== "never" && isSounding) this.silenceReply();
    });
  }

  /** Calls back some 20 times a second while a reply sounds; returns the unsubscribe function. */
  onPlayed(listener: (played: PlayedSoFar) => void): () => void {
    return this.voice.onPlayed(listener);
  }

  /** One soft tick. */
  playWaitCue(): void {
    this.voice.playWaitCue();
  }

  retryNow(): void {
    this.link.retryNow();
  }

  /** The conversation is open elsewhere: continues it here. */
  takeOver(): void {
    this.link.takeOver();
  }

  /** All seats are taken: takes a place in the queue. */
  joinQueue(): void {
    this.link.joinQueue();
  }

  leaveQueue(): void {
    this.link.leaveQueue();
  }

  /** The one large button: opens the microphone, or closes it. */
  toggleMicrophone(): Promise<void> {
    return this.voice.toggleMicrophone();
  }

  toggleMute(): void {
    this.voice.toggleMute();
  }

  /** Mutes an open microphone until the returned function is called: what the page plays should not be answered. */
  muteWhile(): () => void {
    return this.voice.muteWhile();
  }

  /** Push to talk is pressed: it interrupts the reply, in either capture mode. */
  async holdToTalk(): Promise<void> {
    if (this.voice.isHeld) return;
    this.replay.stop();
    // While the reply is only prepared, what is said now goes on with the same turn.
    const { turnState, playingTurnId } = this.store.get();
    if (playingTurnId !== null || turnState === "speaking") this.silenceReply();
    await this.voice.holdToTalk();
  }

  /** Push to talk is released: the microphone is as it was before. */
  releaseToTalk(): Promise<void> {
    return this.voice.releaseToTalk();
  }

  /** False when there is no connection: the words stay where they were typed. */
  sendText(text: string): boolean {
    this.voice.unlock();
    const sent = this.store.get().started && this.link.send({ type: "text_input", text });
    if (sent) this.store.dispatch({ type: "sent", kind: "typed", text, editsTurnId: null });
    return sent;
  }

  /** False when there is no connection, as `sendText`. */
  editTranscript(turnId: string, text: string): boolean {
    this.voice.unlock();
    const sent = this.store.get().started && this.link.send({ type: "transcript_edit", turn_id: turnId, text });
    if (sent) this.store.dispatch({ type: "sent", kind: "edited", text, editsTurnId: turnId });
    return sent;
  }

  /** The words of a turn are answered again, in a turn that replaces it. False as `sendText`. */
  answerAgain(turnId: string): boolean {
    this.voice.unlock();
    const text = this.store.get().turns[turnId]?.userText;
    if (!text || !this.store.get().started) return false;
    const sent = this.link.send({ type: "transcript_edit", turn_id: turnId, text });
    if (sent) this.store.dispatch({ type: "sent", kind: "repeated", text, editsTurnId: turnId });
    return sent;
  }

  /** Plays a stored recording again, in place of whatever sounds; a second call for the same one stops it. */
  playAgain(turnId: string, side: TurnSide): void {
    const { replay } = this.store.get();
    if (replay?.turnId === turnId && replay.side === side) {
      this.replay.stop();
      return;
    }
    if (this.store.get().playingTurnId !== null) this.silenceReply();
    void this.replay.play(turnId, side);
  }

  /** The first call silences the reply, whose text goes on; the second one ends the text too. */
  interruptReply(): void {
    const writing = this.writingTurn();
    if (this.store.get().replay !== null) this.replay.stop();
    else if (writing && (writing.silenced || !writing.isSpoken)) this.link.send({ type: "interrupt", what: "reply" });
    else this.silenceReply();
  }

  /** Stops the reply's sound at once; its text goes on. `leaving`: the page goes away, and nobody stopped anything. */
  private silenceReply({ leaving } = { leaving: false }): void {
    const { turnState, playingTurnId } = this.store.get();
    this.voice.silence();
    if (playingTurnId === null && turnState !== "speaking" && turnState !== "thinking") return;
    this.link.send({ type: "interrupt", what: "sound", ...(leaving ? { leaving } : {}) });
    if (leaving) return;
    const turnId = playingTurnId ?? this.writingTurn()?.turnId;
    if (turnId !== undefined) this.store.dispatch({ type: "stopped", turnId });
  }

  private writingTurn(): Turn | undefined {
    const { turnIds, turns } = this.store.get();
    const turnId = turnIds.findLast((id) => turns[id]?.status === "running");
    return turnId === undefined ? undefined : turns[turnId];
  }

  /** Begins a new conversation; the microphone stays as it is, and what is said next belongs to the new one. */
  newConversation(): void {
    this.voice.silence();
    this.link.newConversation();
  }

  /** Goes back from a new conversation, in which nothing was said yet, to the one before it. */
  returnToLeft(): void {
    this.voice.silence();
    this.link.returnToLeft();
  }

  /** Adds stored turns that the page lacks, each in its place, if they are of the conversation that it shows. */
  addTurns(sessionId: string | null, turns: readonly Turn[]): void {
    if (sessionId !== null && sessionId === this.sessionId) this.store.dispatch({ type: "turns_read", turns });
  }

  /** Applies a change: devices at once, the rest from the next turn on. */
  applySettings(settings: ChatSettings): void {
    this.voice.applySettings(settings);
    this.link.applySettings(settings);
  }

  /** The page is being left. Its sound ends with it: so the server knows that the rest of the reply was not heard. */
  private leave(): void {
    this.silenceReply({ leaving: true });
    this.link.leave();
  }

  /** The page is visible again, perhaps after hours: what the system put to sleep goes on. */
  private wake(): void {
    if (document.visibilityState === "hidden") return;
    this.voice.wake();
    this.link.wake();
  }

  private receive(message: ServerMessage): void {
    this.watch.heard();
    if (message.type === "audio_clear" || message.type === "turn_restarted") this.voice.clear(message.turn_id);
    // Speech and replies go before what is played again.
    if (message.type === "turn_started") this.replay.stop();
    const dispatch = message.type === "llm_token" ? this.store.dispatchFrequent : this.store.dispatch;
    dispatch({ type: "server", message });
    if (message.type === "audio_response") this.receiveSound(message);
    if (message.type === "login_expiring") {
      this.store.dispatch({ type: "login_ends", atMs: Date.now() + message.in_ms });
    }
    if (message.type === "session_started" && this.missesTurns(message.last_turn_number)) this.onTurnsMissing?.();
  }

  private missesTurns(lastTurnNumber: number): boolean {
    const { turns } = this.store.get();
    return Object.values(turns).every((turn) => turn.turnNumber < lastTurnNumber) && lastTurnNumber > 0;
  }

  private receiveSound(message: Extract<ServerMessage, { type: "audio_response" }>): void {
    const { turn_id: turnId, is_last: isLast } = message;
    const turn = this.store.get().turns[turnId];
    const bytes = base64ToBytes(message.data);
    if (!turn || turn.silenced || !bytes) return;
    const pcm = bytesToInt16(bytes);
    const durationMs = (pcm.length * 1_000) / replyAudio.sampleRateHz;
    this.voice.enqueue(turnId, pcm, isLast);
    this.store.dispatchFrequent({ type: "sound_received", turnId, durationMs, clause: message.clause ?? null });
  }
}
