import type { LiveSession } from "../../../lib/dashboard/live-snapshot";
import { AppError, type ErrorCode, errorCodeOf, publicError } from "../../../lib/errors";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import { type CloseCode, closeCodes } from "../../../lib/protocol/close-codes";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { ServiceLevel } from "../../../lib/service-level";
import type { UserActor } from "../../access/actor";
import type { Seat } from "../../inference/scheduling/contract";
import type { RecordsContext } from "../../records/context";
import { resolveVoiceProfile } from "../../records/voice-profiles/resolve";
import type { Client, LiveClientDependencies, LiveClientOptions } from "./client";
import { ClientSeat } from "./client-seat";
import type { Whereabouts } from "./connection";
import { errorMessage, serviceLevel, sessionStarted } from "./messages";
import { Outbox } from "./outbox";
import { PendingMessages } from "./pending-messages";
import { newResumeToken } from "./resume-token";
import { Session } from "./session";
import type { SessionOwner } from "./session-directory";
import type { ConversationEnd } from "./session-options";
import type { SessionStartMessage } from "./session-settings";
import { changeSession, openSession } from "./session-start";

type ClientState =
  | { kind: "new" }
  /** `afterRefusal`: the previous start failed, and speech is dropped until this one has succeeded. */
  | { kind: "starting"; controller: AbortController; pending: PendingMessages; afterRefusal: boolean }
  | { kind: "talking"; session: Session }
  /** New settings are being applied: later messages wait and are answered with them. */
  | { kind: "changing"; session: Session; pending: PendingMessages }
  /** The last session_start failed, and the client got the error. */
  | { kind: "refused" }
  /** Nothing new begins any more: the server stops, or the login has run out. */
  | { kind: "finishing"; code: ErrorCode; session: Session | null }
  | { kind: "ended"; stored: Promise<void> };
type Starting = Extract<ClientState, { kind: "starting" }>;

/** One connection and the session it holds. */
export class LiveClient implements Client, SessionOwner {
  readonly actor: UserActor;
  readonly from: Whereabouts;
  private token: string | null = null;
  /** Since when it waits for a place, or talks; Unix ms. */
  private sinceMs = Date.now();
  private state: ClientState = { kind: "new" };
  /**
   * One outbox for all conversations of the client: the last messages of one arrive before the next begins, however
   * slow the network is.
   */
  private readonly outbox: Outbox;
  private readonly seat: ClientSeat;
  private readonly ctx: RecordsContext;

  constructor(
    private readonly options: LiveClientOptions,
    private readonly deps: LiveClientDependencies,
  ) {
    this.actor = options.actor;
    this.from = options.connection.from;
    this.ctx = deps.contextFor(options.actor);
    this.outbox = new Outbox(options.connection, deps.now);
    this.seat = new ClientSeat({
      admission: deps.admission,
      idleSinceMs: () => this.session?.activity.idleSinceMs ?? null,
      onPosition: (position, etaMs) => this.outbox.send({ type: "queue_position", position, eta_ms: etaMs }),
      // The conversation goes on: its next words request a seat again.
      onGivenUp: () => this.tellError(new AppError("session_idle")),
      // The client stops showing the queue when it gets this.
      onRegained: () => this.announce(true),
    });
  }

  get sessionId(): string | null {
    return this.session?.sessionId ?? null;
  }

  get resumeToken(): string | null {
    return this.token;
  }

  /** What an administrator sees of it; null while it neither talks nor waits for a place. */
  view(): LiveSession | null {
    const { session, seat, actor, from, options } = this;
    if (!session && !seat.isQueued) return null;
    const talking = session && seat.isHeld ? session.state : "idle";
    return {
      id: options.connection.id,
      session_id: this.sessionId,
      user_id: actor.userId,
      username: actor.username,
      since_ms: this.sinceMs,
      state: seat.isQueued ? "waiting" : talking,
      position: seat.position,
      language: session?.settings.language ?? null,
      mode: session?.settings.mode ?? null,
      address: from.address,
    };
  }

  /** An administrator asks the person to give the place up; nothing ends. */
  askToLeave(): void {
    this.tellError(new AppError("asked_to_leave"));
  }

  /** An administrator ends the conversation; what was said of it is stored. */
  async endByAdmin(): Promise<void> {
    this.tellError(new AppError("session_ended"));
    await this.disconnect(closeCodes.ended, "An administrator ended the conversation.");
  }

  receive(message: ClientMessage): void {
    const { state } = this;
    switch (state.kind) {
      case "ended":
        return;
      case "finishing":
        if (message.type === "interrupt") this.pass(message, state.session);
        // The client already got the code when the end began; drop its audio.
        else if (message.type !== "audio_chunk") this.tellError(new AppError(state.code));
        return;
      case "changing":
        this.keepForLater(message, state.pending);
        return;
      case "talking":
        if (message.type !== "session_start") this.pass(message, state.session);
        else if (message.session_id === state.session.sessionId) void this.changeSettings(message, state.session);
        else void this.start(message, { staysConnected: true });
        return;
      default:
        this.receiveWithoutSession(message, state);
    }
  }

  end(end: ConversationEnd): Promise<void> {
    const { state: before, session } = this;
    if (before.kind === "ended") return before.stored;
    let onStored = () => {};
    const stored = new Promise<void>((resolve) => {
      onStored = resolve;
    });
    this.state = { kind: "ended", stored };
    if (before.kind === "starting") before.controller.abort();
    // Free the seat at once: storing the rest needs no model.
    this.seat.release();
    void (session ? this.leave(session, end) : Promise.resolve()).then(() => {
      this.outbox.close();
      this.options.onEnd();
      onStored();
    });
    return stored;
  }

  tell(message: ServerMessage): void {
    this.session?.send(message);
  }

  tellService(level: ServiceLevel): void {
    const { session } = this;
    session?.send(serviceLevel(level, session.settings.mode));
  }

  tellError(error: unknown): void {
    this.outbox.send(errorMessage(error));
  }

  /**
   * A voice profile has ended, or others may use it now: where this person may not any more, it falls silent, and the
   * conversation goes on with another speaker.
   */
  async voiceChanged(profileId: number): Promise<void> {
    const { session } = this;
    if (!session?.speaksWith(profileId)) return;
    const isUsable = await resolveVoiceProfile(this.ctx, { profileId }).then(
      () => true,
      (error: unknown) => errorCodeOf(error) !== "profile_not_ready",
    );
    if (isUsable || this.session !== session) return;
    session.silenceVoice(profileId);
    this.receive({ type: "session_start", session_id: session.sessionId });
  }

  /** Somebody deleted the conversation: a new one begins in its place. */
  conversationDeleted(sessionId: string): void {
    if (this.sessionId !== sessionId) return;
    this.tellError(new AppError("session_not_found"));
    this.receive({ type: "session_start" });
  }

  refuse(code: ErrorCode, closeCode: CloseCode): void {
    const error = new AppError(code);
    this.tellError(error);
    void this.disconnect(closeCode, error.message);
  }

  async disconnect(code: CloseCode, reason: string): Promise<void> {
    const ended = this.end({ unheardIsDropped: false, by: "disconnect" });
    this.options.connection.close(code, reason);
    await ended;
  }

  async finish({ code, waitForPlayout }: { code: ErrorCode; waitForPlayout: boolean }): Promise<void> {
    const { state: before, session } = this;
    if (before.kind === "ended") return;
    this.state = { kind: "finishing", code, session };
    if (before.kind === "starting") before.controller.abort();
    if (before.kind === "changing") this.replay(before.pending);
    await session?.finish({ waitForPlayout });
    // The last utterance may be waiting for the seat.
    this.seat.release();
  }

  async handOver(): Promise<Seat | null> {
    const seat = this.seat.handOver();
    this.tellError(new AppError("session_in_use"));
    await this.disconnect(closeCodes.takenOver, "The conversation was opened elsewhere.");
    return seat;
  }

  private get session(): Session | null {
    return "session" in this.state ? this.state.session : null;
  }

  private receiveWithoutSession(
    message: ClientMessage,
    state: Extract<ClientState, { kind: "new" | "starting" | "refused" }>,
  ): void {
    if (message.type === "session_start") {
      void this.start(message, { staysConnected: true });
      return;
    }
    const isRefused = state.kind === "refused" || (state.kind === "starting" && state.afterRefusal);
    // The client knows that its session_start was refused; its microphone may stay open until it asks again.
    if (isRefused && message.type !== "text_input") return;
    if (state.kind === "starting") this.keepForLater(message, state.pending);
    // A client that speaks without a session_start gets a session with the defaults.
    else void this.start({ type: "session_start" }, { staysConnected: isRefused, first: message });
  }

  /** Speech is dropped while the client waits for a seat: nobody listens yet, and the client shows the queue. */
  private keepForLater(message: ClientMessage, pending: PendingMessages): void {
    if (message.type === "audio_chunk" && this.seat.isQueued) return;
    pending.add(message);
  }

  private replay(pending: PendingMessages): void {
    for (const message of pending.takeAll()) this.receive(message);
  }

  private pass(message: Exclude<ClientMessage, SessionStartMessage>, session: Session | null): void {
    try {
      session?.receive(message);
    } catch (error) {
      this.report(error);
    }
  }

  private report(error: unknown): void {
    const code = errorCodeOf(error);
    if (code === "internal" || code === "storage_failed") {
      this.deps.logger.error("session_error", { trace_id: this.sessionId ?? this.options.connection.id, error });
    }
    this.tellError(error);
  }

  /**
   * Begins the conversation that the message asks for, in place of any other one. When all seats are taken, the
   * connection ends. After any other failure, a client that `staysConnected` may send another `session_start`; one that
   * does not is disconnected. `first`: the message that began the conversation when the client sent no `session_start`.
   */
  private async start(
    message: SessionStartMessage,
    { staysConnected, first }: { staysConnected: boolean; first?: ClientMessage },
  ): Promise<void> {
    const { state: before, session } = this;
    const starting: Starting = {
      kind: "starting",
      controller: new AbortController(),
      pending: before.kind === "starting" ? before.pending : new PendingMessages(),
      afterRefusal: before.kind === "refused" || (before.kind === "starting" && before.afterRefusal),
    };
    const { signal } = starting.controller;
    this.sinceMs = Date.now();
    if (before.kind === "starting") before.controller.abort();
    this.seat.leaveQueue();
    this.state = starting;
    if (first) starting.pending.add(first);
    try {
      if (session) await this.leave(session, { unheardIsDropped: true, by: "user_stop" });
      signal.throwIfAborted();
      // A client keeps its seat from one conversation to the next, even if others wait.
      if (!this.seat.isHeld) {
        const handedOver = this.options.directory.ownerToReplace(message, this)?.handOver();
        await this.seat.take({ wait: message.wait ?? false, handedOver });
      }
      signal.throwIfAborted();
      await this.options.directory.takeUp(message, this, () => this.begin(message, starting));
    } catch (error) {
      if (signal.aborted) return;
      this.seat.release();
      this.state = { kind: "refused" };
      this.report(error);
      if (!staysConnected || errorCodeOf(error) === "at_capacity")
        void this.disconnect(closeCodes.tryAgainLater, publicError(error).body.error.message);
    }
  }

  private async begin(message: SessionStartMessage, { controller, pending }: Starting): Promise<void> {
    controller.signal.throwIfAborted();
    const { resumed, problems, ...start } = await openSession(this.ctx, message, this.deps);
    if (controller.signal.aborted) return;
    const { outbox, ctx, seat } = this;
    const takeTurn = () => this.options.connection.takeTurn();
    const session = new Session({ ...start, ctx, outbox, takeTurn, seat: () => seat.regain() }, this.deps);
    this.state = { kind: "talking", session };
    this.sinceMs = Date.now();
    // A client that comes back keeps its token: the answer that would bring a new one may be lost again.
    this.token = message.resume_token ?? newResumeToken();
    for (const problem of problems) this.tellError(problem);
    this.announce(resumed);
    session.prefillNext({ mayEvict: false });
    this.replay(pending);
  }

  /** Applies the new settings at once. If they can't be stored for the next time, the client gets an error. */
  private async changeSettings(message: SessionStartMessage, session: Session): Promise<void> {
    const changing = { kind: "changing", session, pending: new PendingMessages() } as const;
    this.state = changing;
    try {
      const { settings, problems, keep } = await changeSession(this.ctx, message, session, this.deps.engines);
      if (this.session !== session) return;
      for (const problem of problems) this.tellError(problem);
      keep().catch((error: unknown) => this.report(error));
      session.change(settings);
      this.announce(true);
    } catch (error) {
      this.report(error);
    } finally {
      if (this.state === changing) {
        this.state = { kind: "talking", session };
        this.replay(changing.pending);
      }
    }
  }

  private announce(resumed: boolean): void {
    const { session, token } = this;
    if (!session || token === null) return;
    session.send(sessionStarted(session, { resumed, resumeToken: token }, this.deps.models.all()));
    if (this.deps.service) this.tellService(this.deps.service.level());
    session.showState();
  }

  private leave(session: Session, end: ConversationEnd): Promise<void> {
    return this.options.directory.settle(session.sessionId, session.end(end));
  }
}
