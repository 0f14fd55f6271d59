import { base64ToBytes, bytesToInt16 } from "../audio/pcm";
import { replyAudio } from "../audio/reply-audio";
import type { ChatSettings } from "../chat/chat-settings";
import { type ConversationEvent, reduceConversation } from "../chat/conversation-reducer";
import { type ConversationState, initialConversation, type Turn } from "../chat/conversation-state";
import type { Capture } from "../chat/microphone-state";
import type { ModelStatus } from "../models";
import type { ServerMessage } from "../protocol/server-messages";
import { Microphone } from "./microphone";
import { Playback } from "./playback";
import { SessionClaim } from "./session-claim";
import { Store } from "./store";
import { ChatTransport } from "./transport";
import type { PlaybackReport } from "./worklets/messages";

export interface ChatClientOptions {
  settings: ChatSettings;
  /** The conversation to take up again, and what is known of it. */
  sessionId: string | null;
  turns: readonly Turn[];
  /** As they were when the page was made. */
  models: readonly ModelStatus[];
  signedIn: () => Promise<boolean>;
  /** The conversation has turns that this page does not know: they were still being stored when it was made. */
  onTurnsMissing?: () => void;
  /** Origin of the server; the page's own by default. */
  url?: string;
}

/** Loudness now, 0–1: read by animation frames, never by React. */
export interface Levels {
  input: number;
  output: number;
}

/** All that has been played since the page was opened. */
export interface PlayedSoFar {
  ms: number;
  /** Loudest sample, 0–1. */
  peak: number;
  underruns: number;
}

/** One conversation in this tab: connects the socket, the microphone and the speaker to the conversation's state. */
export class ChatClient {
  readonly store: Store<ConversationState, ConversationEvent>;
  readonly levels: Levels = { input: 0, output: 0 };
  private readonly played: PlayedSoFar = { ms: 0, peak: 0, underruns: 0 };
  private readonly playedListeners = new Set<(played: PlayedSoFar) => void>();
  private readonly transport: ChatTransport;
  private readonly microphone: Microphone;
  private readonly playback: Playback;
  private readonly onTurnsMissing: (() => void) | undefined;
  private settings: ChatSettings;
  private sessionId: string | null;
  private readonly claim = new SessionClaim();
  /** The reply whose sound came last. */
  private soundTurnId: string | null = null;
  private lastReport: PlaybackReport | null = null;
  /**
   * Whether a place in the line is wanted when every slot is taken: by choice, or because this page had a slot before
   * its connection broke. A page that is merely opened takes no place that somebody else waits for.
   */
  private inLine = false;
  /** A change that came while waiting for a slot: asking at once would be asking from the end of the line. */
  private startLate = false;
  /** Left for a new conversation on the same connection: what still comes of it is of no interest. */
  private leftSessionId: string | null = null;
  /** While push to talk is held: what it was before. */
  private heldFrom: Capture | null = null;

  constructor(options: ChatClientOptions) {
    this.settings = options.settings;
    this.onTurnsMissing = options.onTurnsMissing;
    this.sessionId = options.sessionId;
    this.store = new Store(initialConversation(options.settings, options.turns, options.models), reduceConversation);
    this.playback = new Playback((report) => this.heard(report));
    this.microphone = new Microphone({
      onState: (state) => {
        this.store.dispatch({ type: "microphone", state });
        // One press opens it again.
        if (state.state === "blocked" && this.store.get().capture !== "closed") this.setCapture("closed");
      },
      onChunk: (pcm, rms) => this.captured(pcm, rms),
    });
    this.transport = new ChatTransport(
      {
        onState: (state) => {
          this.endUnfinishedSound(state.state);
          this.store.dispatch({ type: "connection", state });
        },
        onOpen: () => {
          this.leftSessionId = null;
          void this.startSession();
        },
        onMessage: (message) => this.receive(message),
      },
      { signedIn: options.signedIn, ...(options.url === undefined ? {} : { url: options.url }) },
    );
  }

  /** Connects; returns what undoes it. */
  open(): () => void {
    this.claim.open();
    this.chooseOutput();
    this.transport.connect();
    const listening = new AbortController();
    const { signal } = listening;
    document.addEventListener("visibilitychange", () => this.wake(), { signal });
    for (const event of ["pageshow", "online"]) window.addEventListener(event, () => this.wake(), { signal });
    // The sound ends with the page: what was not heard counts as not said.
    window.addEventListener("pagehide", () => this.interruptReply(), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => this.chooseOutput(), { signal });
    return () => {
      listening.abort();
      this.interruptReply();
      // Whoever comes back to this conversation from another page of this tab finds it free.
      this.claim.close();
      this.transport.close();
      this.microphone.stop();
      this.playback.close();
    };
  }

  /** Calls back some 20 times a second while a reply sounds; returns the unsubscribe function. */
  onPlayed(listener: (played: PlayedSoFar) => void): () => void {
    this.playedListeners.add(listener);
    return () => this.playedListeners.delete(listener);
  }

  retryNow(): void {
    this.store.dispatch({ type: "notice_dismissed" });
    this.transport.restart();
  }

  /** Every slot is taken: take a place in the line. */
  joinQueue(): void {
    this.inLine = true;
    this.store.dispatch({ type: "notice_dismissed" });
    if (this.transport.connected) void this.startSession();
    else this.transport.restart();
  }

  leaveQueue(): void {
    this.inLine = false;
    this.transport.leave("at_capacity");
  }

  /** The one large button: opens the microphone, or closes it. */
  async toggleMicrophone(): Promise<void> {
    void this.playback.unlock();
    if (this.store.get().capture !== "closed") {
      this.endSpeech();
      this.setCapture("closed");
      this.microphone.stop();
    } else if (await this.openMicrophone()) this.setCapture("open");
  }

  toggleMute(): void {
    const { capture } = this.store.get();
    if (capture === "open") this.endSpeech();
    if (capture !== "closed") this.setCapture(capture === "muted" ? "open" : "muted");
  }

  /** Held: push to talk, in either capture mode. Released, the microphone is as it was before. */
  async holdToTalk(): Promise<void> {
    if (this.heldFrom !== null) return;
    this.heldFrom = this.store.get().capture;
    void this.playback.unlock();
    this.interruptReply();
    if (!(await this.openMicrophone())) return;
    if (this.heldFrom !== null) this.setCapture("open");
    // Let go while the browser was still asking for permission: nobody talks, so nothing listens.
    else if (this.store.get().capture === "closed") this.microphone.stop();
  }

  async releaseToTalk(): Promise<void> {
    const { heldFrom } = this;
    this.heldFrom = null;
    if (heldFrom === null || this.store.get().capture !== "open") return;
    await this.microphone.flush();
    // Held again meanwhile: it goes on as one utterance.
    if (this.heldFrom !== null) return;
    this.transport.send({ type: "audio_end" });
    this.setCapture(heldFrom);
  }

  /** False when there is no connection: the words stay where they were typed. */
  sendText(text: string): boolean {
    void this.playback.unlock();
    const sent = this.store.get().started && this.transport.send({ type: "text_input", text });
    if (sent) this.store.dispatch({ type: "sent", kind: "typed", text, editsTurnId: null });
    return sent;
  }

  editTranscript(turnId: string, text: string): boolean {
    void this.playback.unlock();
    const sent = this.store.get().started && this.transport.send({ type: "transcript_edit", turn_id: turnId, text });
    if (sent) this.store.dispatch({ type: "sent", kind: "edited", text, editsTurnId: turnId });
    return sent;
  }

  /** Stops the reply: its sound at once, its making as soon as the server hears of it. */
  interruptReply(): void {
    const { turnState, playingTurnId, turnIds, turns } = this.store.get();
    this.silence();
    if (playingTurnId === null && turnState !== "speaking" && turnState !== "thinking") return;
    this.transport.send({ type: "interrupt" });
    const turnId = playingTurnId ?? turnIds.findLast((id) => turns[id]?.status === "running");
    if (turnId !== undefined) this.store.dispatch({ type: "stopped", turnId });
  }

  /** On a connection that works it keeps its place, and the microphone stays as it is: what is said next belongs to the new one. */
  newConversation(): void {
    const inQueue = this.store.get().queue !== null;
    const left = this.sessionId;
    this.silence();
    this.sessionId = null;
    this.store.dispatch({ type: "conversation_left" });
    if (!this.transport.connected) {
      this.transport.restart();
      return;
    }
    this.leftSessionId = left;
    if (inQueue) this.startLate = true;
    else this.sendStart();
  }

  /** Stored turns, read again: those that the page missed take their places. */
  addTurns(sessionId: string | null, turns: readonly Turn[]): void {
    if (sessionId !== null) this.store.dispatch({ type: "turns_read", sessionId, turns });
  }

  /** Applies a change: devices at once, the rest from the next turn on. */
  applySettings(settings: ChatSettings): void {
    const before = this.settings;
    this.settings = settings;
    const changed = (keys: (keyof ChatSettings)[]) => keys.some((key) => before[key] !== settings[key]);
    if (changed(["outputDeviceId"])) this.chooseOutput();
    if (changed(["inputDeviceId", "echoCancellation", "noiseSuppression"]) && this.microphone.isOn) {
      void this.microphone.start(settings);
    }
    if (changed(["capture"]) && settings.capture === "push_to_talk") this.setCapture("closed");
    if (changed(["language", "mode", "voice", "endpointPauseMs", "sensitivity"])) {
      // To a session that runs, `session_start` says what is different from the next turn on.
      if (this.store.get().started) this.sendStart();
      // Asking again would be asking from the end of the line.
      else if (this.store.get().queue) this.startLate = true;
      else this.transport.restart();
    }
  }

  /** The page is looked at again, perhaps after hours: what was put to sleep goes on. */
  private wake(): void {
    if (document.visibilityState === "hidden") return;
    this.playback.wake();
    this.microphone.wake();
    if (this.store.get().connection.state === "waiting") this.transport.connect();
  }

  private chooseOutput(): void {
    void this.playback.setDevice(this.settings.outputDeviceId);
  }

  private async startSession(): Promise<void> {
    const { sessionId } = this;
    const isFree = sessionId === null || (await this.claim.take(sessionId));
    // Left meanwhile: the new conversation has been asked for.
    if (this.sessionId !== sessionId) return;
    if (!isFree) {
      this.sessionId = null;
      this.store.dispatch({ type: "conversation_left" });
    }
    this.sendStart();
  }

  private sendStart(): void {
    this.startLate = false;
    const { language, mode, voice, endpointPauseMs, sensitivity } = this.settings;
    this.transport.send({
      type: "session_start",
      language,
      mode,
      endpoint_pause_ms: endpointPauseMs,
      sensitivity,
      wait: this.inLine,
      ...(this.sessionId === null ? {} : { session_id: this.sessionId }),
      ...(voice === null ? {} : { profile_id: voice }),
    });
  }

  private receive(message: ServerMessage): void {
    if (message.type === "session_started") this.sessionStarted(message.session_id);
    if (this.leftSessionId !== null && !concernsEverybody(message)) return;
    if (message.type === "audio_clear") this.clearSound(message.turn_id);
    this.store.dispatch({ type: "server", message });
    if (message.type === "audio_response") this.receiveSound(message);
    if (message.type === "login_expiring")
      this.store.dispatch({ type: "login_ends", atMs: Date.now() + message.in_ms });
    if (message.type === "session_started" && this.knowsLess(message.last_turn_number)) this.onTurnsMissing?.();
  }

  private knowsLess(lastTurnNumber: number): boolean {
    const { turns } = this.store.get();
    return Object.values(turns).every((turn) => turn.turnNumber < lastTurnNumber) && lastTurnNumber > 0;
  }

  private sessionStarted(sessionId: string): void {
    this.inLine = true;
    if (sessionId !== this.leftSessionId) {
      this.leftSessionId = null;
      this.sessionId = sessionId;
      void this.claim.take(sessionId);
    }
    if (this.startLate) this.sendStart();
  }

  private receiveSound(message: Extract<ServerMessage, { type: "audio_response" }>): void {
    const { turn_id: turnId, is_last: isLast } = message;
    const turn = this.store.get().turns[turnId];
    const bytes = base64ToBytes(message.data);
    if (!turn || turn.cleared || !bytes) return;
    const pcm = bytesToInt16(bytes);
    const durationMs = (pcm.length * 1_000) / replyAudio.sampleRateHz;
    this.soundTurnId = turnId;
    this.playback.enqueue(turnId, pcm, isLast);
    this.store.dispatch({ type: "sound_received", turnId, durationMs, clause: message.clause ?? null });
  }

  private clearSound(turnId: string): void {
    if (this.soundTurnId === turnId) this.silence();
  }

  private silence(): void {
    this.playback.clear();
    this.levels.output = 0;
  }

  private heard(report: PlaybackReport): void {
    const before = this.lastReport?.turnId === report.turnId ? this.lastReport : null;
    this.played.ms += Math.max(0, report.playedMs - (before?.playedMs ?? 0));
    this.played.peak = Math.max(this.played.peak, report.peak);
    this.played.underruns += Math.max(0, report.underruns - (before?.underruns ?? 0));
    for (const listener of this.playedListeners) listener(this.played);
    this.lastReport = report;
    const { turnId, playedMs, drained } = report;
    const turn = this.store.get().turns[turnId];
    // A report may be on its way while the sound is stopped.
    this.levels.output = drained || !turn || turn.cleared ? 0 : report.peak;
    this.store.dispatch({ type: "sound_played", turnId, playedMs, drained });
  }

  private captured(pcm: Int16Array, rms: number): void {
    const open = this.store.get().capture === "open";
    this.levels.input = open ? rms : 0;
    if (open && this.store.get().started) this.transport.sendAudio(pcm, Microphone.sampleRateHz);
  }

  private async openMicrophone(): Promise<boolean> {
    if (this.microphone.isOn) return true;
    const isOpen = await this.microphone.start(this.settings);
    // Browsers name the speakers to pages that may use a microphone.
    if (isOpen) this.chooseOutput();
    return isOpen;
  }

  private setCapture(capture: Capture): void {
    this.store.dispatch({ type: "capture", capture });
    this.levels.input = 0;
  }

  /** What was being said is over: the server need not wait for the pause. */
  private endSpeech(): void {
    if (this.store.get().turnState === "hearing") this.transport.send({ type: "audio_end" });
  }

  /** The rest of a reply can't come any more: let what there is play out, or the speaker would wait for ever. */
  private endUnfinishedSound(connection: string): void {
    if (connection === "connected") return;
    const report = this.lastReport;
    const { playingTurnId } = this.store.get();
    if (report && playingTurnId === report.turnId) this.playback.enqueue(report.turnId, new Int16Array(0), true);
  }
}

/** News of the server and of the way to a session, as opposed to what is said in one. */
function concernsEverybody(message: ServerMessage): boolean {
  if (message.type === "error") return message.turn_id === undefined;
  return ["model_status", "service_level", "queue_position", "login_expiring", "login_renewed"].includes(message.type);
}
