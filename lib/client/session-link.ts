import { type ChatSettings, chosenVoice } from "../chat/chat-settings";
import type { ConnectionState } from "../chat/connection-state";
import type { SoundSettings } from "../chat/sound-settings";
import type { ClientMessage } from "../protocol/client-messages";
import type { ServerMessage } from "../protocol/server-messages";
import type { ChatStore } from "./chat-store";
import { openResumeTokens } from "./resume-tokens";
import { SessionClaim } from "./session-claim";
import { ChatTransport } from "./transport";

export interface SessionLinkOptions {
  settings: ChatSettings;
  /** How replies sound on this device, now. */
  sound: () => SoundSettings;
  /** The conversation to take up again; null for a new one. */
  sessionId: string | null;
  signedIn: () => Promise<boolean>;
  /** Origin of the server; the page's own by default. */
  url?: string;
}

export interface SessionLinkEvents {
  onConnection(state: ConnectionState): void;
  /** Every message from the server, except those of a conversation that was left. */
  onMessage(message: ServerMessage): void;
}

type SessionStarted = Extract<ServerMessage, { type: "session_started" }>;

/** How far this page has come on its way to a session. `sessionId` null: a new conversation. */
type LinkState =
  /** `session_start` was not sent: there is no connection, or the claim on the conversation is not answered yet. */
  | { kind: "outside"; sessionId: string | null }
  /** `session_start` was sent; no session answered it yet. */
  | {
      kind: "starting";
      sessionId: string | null;
      /** The conversation that was left on this connection: messages of it that still arrive are dropped. */
      leftSessionId: string | null;
      /**
       * Something changed while waiting in the queue, where a second `session_start` would lose the place: send it later.
       */
      startAgain: boolean;
    }
  | { kind: "joined"; sessionId: string };

/** The way from this page to its session: connection, claim, queue, and which conversation it is. */
export class SessionLink {
  private readonly store: ChatStore;
  private readonly events: SessionLinkEvents;
  private readonly transport: ChatTransport;
  private readonly claim = new SessionClaim();
  private readonly tokens = openResumeTokens();
  private settings: ChatSettings;
  private readonly sound: () => SoundSettings;
  private state: LinkState;
  /**
   * Whether `session_start` asks for a place in the queue when all seats are taken: by choice, or because this page had
   * a seat before. A page that was merely opened takes no place from others.
   */
  private waits = false;
  /** The person chose to continue here what is open elsewhere; until the answer. */
  private takesOver = false;

  constructor(store: ChatStore, options: SessionLinkOptions, events: SessionLinkEvents) {
    this.store = store;
    this.events = events;
    this.settings = options.settings;
    this.sound = options.sound;
    this.state = { kind: "outside", sessionId: options.sessionId };
    this.transport = new ChatTransport(
      {
        onState: (state) => {
          if (state.state !== "connected") this.state = { kind: "outside", sessionId: this.state.sessionId };
          // What was taken over by another tab is no longer claimed by this one.
          if (state.state === "turned_away") this.claim.release();
          events.onConnection(state);
        },
        onOpen: () => void this.start(),
        onMessage: (message) => this.receive(message),
      },
      { signedIn: options.signedIn, ...(options.url === undefined ? {} : { url: options.url }) },
    );
  }

  /** The conversation that this page holds or asks for; null for a new one. */
  get sessionId(): string | null {
    return this.state.sessionId;
  }

  open(): void {
    this.transport.connect();
  }

  /** Gives the conversation back, so that another page of this tab can take it up again. */
  close(): void {
    this.tokens.leave();
    this.claim.release();
    this.transport.close();
  }

  send(message: ClientMessage): boolean {
    return this.transport.send(message);
  }

  sendAudio(pcm: Int16Array, sampleRateHz: number): void {
    this.transport.sendAudio(pcm, sampleRateHz);
  }

  /** The connection is dead, though nothing has ended it. */
  giveUp(): void {
    this.transport.giveUp();
  }

  /** The page is being left, by a reload or for the browser's cache; the one that follows has the same right. */
  leave(): void {
    this.tokens.leave();
  }

  /** Connects at once instead of at the next try. The page may come from the browser's cache. */
  wake(): void {
    this.tokens.back();
    if (this.store.get().connection.state === "waiting") this.transport.connect();
  }

  retryNow(): void {
    this.store.dispatch({ type: "notice_dismissed" });
    this.transport.restart();
  }

  /** The conversation is open elsewhere: continues it here. */
  takeOver(): void {
    this.takesOver = true;
    this.store.dispatch({ type: "notice_dismissed" });
    if (this.transport.connected) void this.start();
    else this.transport.restart();
  }

  /** All seats are taken: takes a place in the queue. */
  joinQueue(): void {
    this.waits = true;
    this.store.dispatch({ type: "notice_dismissed" });
    if (this.transport.connected) void this.start();
    else this.transport.restart();
  }

  leaveQueue(): void {
    this.waits = false;
    // The page then says that all seats are taken, and offers the queue again.
    this.transport.leave("at_capacity");
  }

  /** Leaves the conversation for a new one; a working connection and its place in the queue are kept. */
  newConversation(): void {
    const inQueue = this.store.get().queue !== null;
    const leftSessionId = this.leftSessionId ?? this.state.sessionId;
    this.takesOver = false;
    this.store.dispatch({ type: "conversation_left" });
    if (!this.transport.connected) {
      this.state = { kind: "outside", sessionId: null };
      this.transport.restart();
      return;
    }
    this.state = { kind: "starting", sessionId: null, leftSessionId, startAgain: inQueue };
    if (!inQueue) this.sendStart();
  }

  /** Leaves the new conversation for the one before it. */
  returnToLeft(): void {
    const sessionId = this.store.get().left?.sessionId;
    if (sessionId === undefined) return;
    const { state } = this;
    this.store.dispatch({ type: "conversation_returned_to" });
    if (state.kind === "joined" && this.transport.connected) {
      this.state = { kind: "starting", sessionId, leftSessionId: state.sessionId, startAgain: false };
      void this.start();
      return;
    }
    // The new conversation may still be on its way: on a new connection no message of it can arrive.
    this.state = { kind: "outside", sessionId };
    this.transport.restart();
  }

  /** Changes hold from the next turn on. */
  applySettings(settings: ChatSettings): void {
    const before = this.settings;
    this.settings = settings;
    const keys = ["language", "mode", "endpointPauseMs", "sensitivity"] as const;
    const isSameVoice = chosenVoice(before) === chosenVoice(settings);
    if (isSameVoice && keys.every((key) => before[key] === settings[key])) return;
    const { started, queue } = this.store.get();
    // A running session takes a further `session_start` as changed settings.
    if (started) this.sendStart();
    else if (queue && this.state.kind === "starting") this.state = { ...this.state, startAgain: true };
    else this.transport.restart();
  }

  /** Which replies are spoken or how fast has changed: it holds from the next turn on. */
  soundChanged(): void {
    if (this.store.get().started) this.sendStart();
    else if (this.state.kind === "starting") this.state = { ...this.state, startAgain: true };
  }

  private get leftSessionId(): string | null {
    return this.state.kind === "starting" ? this.state.leftSessionId : null;
  }

  private async start(): Promise<void> {
    const { state } = this;
    const isFree = state.sessionId === null || (await this.claim.take(state.sessionId, { steal: this.takesOver }));
    // Something newer was asked for meanwhile.
    if (this.state !== state) return;
    if (isFree) return this.sendStart();
    this.store.dispatch({ type: "open_in_another_tab" });
    this.transport.leave("session_in_use");
  }

  private sendStart(): void {
    const { sessionId } = this.state;
    if (this.state.kind !== "joined") {
      this.state = { kind: "starting", sessionId, leftSessionId: this.leftSessionId, startAgain: false };
    }
    const { language, mode, endpointPauseMs, sensitivity } = this.settings;
    const voice = chosenVoice(this.settings);
    const { speech, speed } = this.sound();
    this.transport.send({
      type: "session_start",
      language,
      mode,
      endpoint_pause_ms: endpointPauseMs,
      sensitivity,
      speech,
      speed,
      wait: this.waits,
      ...this.asked(sessionId),
      ...(voice === null ? {} : { profile_id: voice }),
    });
  }

  /** The conversation that is asked for, and by what right. */
  private asked(sessionId: string | null): Partial<Extract<ClientMessage, { type: "session_start" }>> {
    if (sessionId === null) return {};
    const token = this.tokens.of(sessionId);
    return {
      session_id: sessionId,
      ...(token === null ? {} : { resume_token: token }),
      ...(this.takesOver ? { take_over: true } : {}),
    };
  }

  private receive(message: ServerMessage): void {
    if (message.type === "session_started") this.sessionStarted(message);
    if (this.leftSessionId === null || concernsEverySession(message)) this.events.onMessage(message);
  }

  private sessionStarted({ session_id: sessionId, resume_token: token }: SessionStarted): void {
    const startAgain = this.state.kind === "starting" && this.state.startAgain;
    this.waits = true;
    // The session may still be the one that was left, if its place in the queue came up first.
    if (sessionId !== this.leftSessionId) {
      this.state = { kind: "joined", sessionId };
      this.takesOver = false;
      if (token !== undefined) this.tokens.keep(sessionId, token);
      void this.claim.take(sessionId);
    }
    if (startAgain) this.sendStart();
  }
}

/** News of the server and of the way to a session, as opposed to what is said in one. */
function concernsEverySession(message: ServerMessage): boolean {
  if (message.type === "error") return message.turn_id === undefined;
  return ["model_status", "service_level", "queue_position", "login_expiring", "login_renewed"].includes(message.type);
}
