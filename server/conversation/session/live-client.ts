import { AppError, type ErrorCode, errorCodeOf, publicError } from "../../../lib/errors";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import { type CloseCode, closeCodes } from "../../../lib/protocol/close-codes";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { ServiceLevel } from "../../../lib/service-level";
import { formatVoiceId } from "../../../lib/voices";
import type { Actor, UserActor } from "../../access/actor";
import type { WatchedModels } from "../../inference/contract";
import type { Admission, Slot, WatchedServiceLevel } from "../../inference/scheduling/contract";
import type { ServiceContext } from "../../records/context";
import { changeSessionOptions } from "../../records/sessions/change-options";
import { resumeSession } from "../../records/sessions/resume-session";
import { startSession } from "../../records/sessions/start-session";
import { readSettings } from "../../records/settings/read-settings";
import { resolveVoiceProfile } from "../../records/voice-profiles/resolve";
import type { Connection } from "./connection";
import { errorMessage } from "./error-message";
import { Outbox } from "./outbox";
import { Session, type SessionDependencies, type SessionStart } from "./session";
import {
  askedVoice,
  chooseSettings,
  type KeptSettings,
  type SessionSettings,
  type SessionStartMessage,
} from "./session-settings";

/** What is kept while a session is being started; more is a client that does not wait. */
const maxPendingMessages = 2_000;
/** About a minute of audio. */
const maxPendingChars = 4 * 1_048_576;

export interface SessionManagerDependencies extends Omit<SessionDependencies, "partialPace"> {
  admission: Admission;
  contextFor(actor: Actor): ServiceContext;
  models: WatchedModels;
  /** How far the voice is degraded, where it can be. */
  service?: WatchedServiceLevel;
}

/** What a transport drives: one client, from its upgrade to its end. */
export interface Client {
  readonly actor: UserActor;
  /** Takes one valid message. Problems are answered with `error`, never thrown. */
  receive(message: ClientMessage): void;
  /** The transport is gone, or about to be closed. Frees the slot at once. Idempotent. */
  gone(): void;
  /** As `gone`, and the client drops what it has not played: what counts as said is what was heard. */
  silence(): void;
  /** Lets the turn that runs come to its end, `heard`: as its listener hears it. No new one begins: words are answered with `code`. */
  finish(end: { code: ErrorCode; heard: boolean }): Promise<void>;
}

/** Where the conversations of this server are. */
export interface Whereabouts {
  /** The client of this person that holds the conversation now. */
  holderOf(sessionId: string, userId: number): LiveClient | null;
  /** Conversations that are being taken up, or were left and whose last turns are still being written down. */
  settling: Map<string, Promise<void>>;
}

interface Begun {
  start: SessionStart;
  resumed: boolean;
}

/** One connection and the session it holds. */
export class LiveClient implements Client {
  private session: Session | null = null;
  /** One for all of its conversations: the last words of one arrive before the next begins, however slow the network. */
  private readonly outbox: Outbox;
  /** The right to talk. Null before the first session, and after one was idle for so long that somebody else needed it. */
  private slot: Slot | null = null;
  /** Asking for the slot again. */
  private regaining: { controller: AbortController; done: Promise<void> } | null = null;
  /** Aborts the start that is under way. */
  private starting: AbortController | null = null;
  /** New settings are being put together: what comes after them waits, and is answered by them. */
  private changing = false;
  private pending: ClientMessage[] = [];
  private pendingChars = 0;
  /** Waiting for a slot. */
  private queued = false;
  /** The last session_start failed. */
  private refused = false;
  /** Why nothing new begins any more: the server stops, or the login has run out. */
  private finishing: ErrorCode | null = null;
  private ended: Promise<void> | null = null;

  constructor(
    readonly actor: UserActor,
    private readonly connection: Connection,
    private readonly deps: SessionManagerDependencies,
    private readonly shared: SessionDependencies,
    private readonly whereabouts: Whereabouts,
    private readonly onEnd: () => void,
  ) {
    this.outbox = new Outbox(connection, deps.now);
  }

  get sessionId(): string | null {
    return this.session?.sessionId ?? null;
  }

  receive(message: ClientMessage): void {
    if (this.ended) return;
    if (this.finishing) {
      if (message.type === "interrupt") this.pass(message);
      // Who speaks on was told when the end began.
      else if (message.type !== "audio_chunk") this.tellError(new AppError(this.finishing));
      return;
    }
    if (this.changing) {
      this.keepForLater(message);
      return;
    }
    if (message.type === "session_start") {
      void this.start(message, true);
      return;
    }
    if (!this.session) {
      // Whose session_start was refused was told so: their microphone may run on until they ask again.
      if (this.refused && message.type !== "text_input") return;
      // Who starts speaking without a word of greeting gets a session with the defaults.
      this.keepForLater(message);
      if (!this.starting) void this.start({ type: "session_start" }, this.refused);
      return;
    }
    this.pass(message);
  }

  gone(): void {
    void this.end(false);
  }

  silence(): void {
    void this.end(true);
  }

  tell(message: ServerMessage): void {
    if (this.session) this.session.send(message);
  }

  /** Who asked for fast loses nothing at that level. */
  tellService({ level, reason }: ServiceLevel): void {
    const { session } = this;
    const kept = level === "fast" && session?.settings.mode === "fast";
    session?.send({ type: "service_level", ...(kept ? { level: "full", reason: null } : { level, reason }) });
  }

  tellError(error: unknown): void {
    this.outbox.send(errorMessage(error));
  }

  refuse(code: ErrorCode, closeCode: CloseCode): void {
    const error = new AppError(code);
    this.tellError(error);
    void this.disconnect(closeCode, error.message);
  }

  async disconnect(code: CloseCode, reason: string): Promise<void> {
    const ended = this.end(false);
    this.connection.close(code, reason);
    await ended;
  }

  async finish({ code, heard }: { code: ErrorCode; heard: boolean }): Promise<void> {
    this.finishing = code;
    this.starting?.abort();
    await this.session?.finish({ heard });
    // Somebody's last words may be waiting for it.
    this.releaseSlot();
  }

  /** Speech is not kept while waiting for a slot: nobody is listening yet, and the client was told so. */
  private keepForLater(message: ClientMessage): void {
    if (message.type === "audio_chunk" && this.queued) return;
    this.pendingChars += message.type === "audio_chunk" ? message.data.length : 0;
    if (this.pending.length < maxPendingMessages && this.pendingChars < maxPendingChars) this.pending.push(message);
  }

  private pass(message: Exclude<ClientMessage, SessionStartMessage>): void {
    try {
      this.session?.receive(message);
    } catch (error) {
      this.report(error);
    }
  }

  private report(error: unknown): void {
    const code = errorCodeOf(error);
    if (code === "internal" || code === "storage_failed") {
      this.deps.logger.error("session_error", { trace_id: this.sessionId ?? this.connection.id, error });
    }
    this.tellError(error);
  }

  /** A full house ends the connection; `explicit`, the client asked: after any other failure it may ask again. */
  private async start(message: SessionStartMessage, explicit: boolean): Promise<void> {
    if (this.session && message.session_id === this.session.sessionId) {
      return this.changeSettings(message, this.session);
    }
    this.starting?.abort();
    const starting = new AbortController();
    this.starting = starting;
    this.queued = false;
    try {
      await this.leaveSession(true);
      starting.signal.throwIfAborted();
      // Who has a place keeps it from one conversation to the next, whoever waits.
      if (!this.slot) {
        const slot = await this.takeSlot(message, starting.signal);
        if (starting.signal.aborted) return slot.release();
        this.slot = slot;
      }
      // A conversation has one holder, and its last turn counts before the next one is numbered.
      for (let way = this.inTheWay(message); way; way = this.inTheWay(message)) await way;
      if (starting.signal.aborted) return;
      await this.begin(message, starting.signal);
    } catch (error) {
      if (starting.signal.aborted) return;
      this.releaseSlot();
      this.refused = true;
      this.dropPending();
      this.report(error);
      if (!explicit || errorCodeOf(error) === "at_capacity")
        void this.disconnect(closeCodes.tryAgainLater, publicError(error).body.error.message);
    } finally {
      if (this.starting === starting) this.starting = null;
    }
  }

  private async takeSlot(message: SessionStartMessage, signal: AbortSignal): Promise<Slot> {
    // After a network failure the old connection may look alive for a while: the newest one wins, and gets its slot.
    const handedOver = await this.holder(message)?.handOver();
    if (handedOver) return handedOver;
    const slot = await this.requestSlot(message.wait ?? false, signal);
    this.queued = false;
    return slot;
  }

  private requestSlot(wait: boolean, signal: AbortSignal): Promise<Slot> {
    return this.deps.admission.request({
      wait,
      signal,
      onPosition: (position, etaMs) => {
        this.queued = true;
        this.outbox.send({ type: "queue_position", position, eta_ms: etaMs });
      },
    });
  }

  private use(slot: Slot): void {
    this.slot = slot;
    slot.heldBy({ idleSinceMs: () => this.session?.presence.idleSinceMs ?? null, giveUp: () => this.giveUpSlot() });
  }

  /** The conversation stays as it is: its next words ask for a slot again. */
  private giveUpSlot(): void {
    this.releaseSlot();
    this.tellError(new AppError("session_idle"));
  }

  private releaseSlot(): void {
    this.slot?.release();
    this.slot = null;
  }

  private regainSlot(): Promise<void> | null {
    if (this.slot) return null;
    if (this.regaining) return this.regaining.done;
    const controller = new AbortController();
    const done = this.requestSlot(true, controller.signal)
      .then((slot) => {
        if (controller.signal.aborted) return slot.release();
        this.use(slot);
        // Ends the display of the queue.
        if (this.queued) this.announce(true);
        this.queued = false;
      })
      .finally(() => {
        if (this.regaining?.controller === controller) this.regaining = null;
      });
    this.regaining = { controller, done };
    // The turn that waits for it says so; there may be none yet.
    done.catch(() => undefined);
    return done;
  }

  /** The other connection that holds the conversation asked for. */
  private holder({ session_id: sessionId }: SessionStartMessage): LiveClient | null {
    const holder = sessionId === undefined ? null : this.whereabouts.holderOf(sessionId, this.actor.userId);
    return holder === this ? null : holder;
  }

  /** Resolves when what keeps the conversation from being taken up may be over; null when nothing does. */
  private inTheWay(message: SessionStartMessage): Promise<void> | null {
    const holder = this.holder(message);
    if (holder) return holder.handOver().then((slot) => slot?.release());
    return this.whereabouts.settling.get(message.session_id ?? "") ?? null;
  }

  /** Gives the conversation's slot to the connection that takes it up. */
  private async handOver(): Promise<Slot | null> {
    const { slot } = this;
    this.slot = null;
    this.tellError(new AppError("session_in_use"));
    await this.disconnect(closeCodes.takenOver, "The conversation was opened elsewhere.");
    return slot;
  }

  private async begin(message: SessionStartMessage, signal: AbortSignal): Promise<void> {
    const ctx = this.deps.contextFor(this.actor);
    const begun = this.open(message, ctx).then(({ start, resumed }) => {
      if (signal.aborted) return;
      this.refused = false;
      this.session = new Session(
        {
          ...start,
          ctx,
          outbox: this.outbox,
          seat: () => this.regainSlot(),
          takeTurn: () => this.connection.takeTurn(),
        },
        this.shared,
      );
      if (this.slot) this.use(this.slot);
      this.announce(resumed);
      this.receivePending();
    });
    // Whoever else asks for it meanwhile waits, and finds its holder then.
    if (message.session_id !== undefined) this.settle(message.session_id, begun);
    await begun;
  }

  private async open(message: SessionStartMessage, ctx: ServiceContext): Promise<Begun> {
    return (await this.resume(message, ctx)) ?? (await this.startNew(message, ctx));
  }

  private async resume(message: SessionStartMessage, ctx: ServiceContext): Promise<Begun | null> {
    if (!message.session_id) return null;
    try {
      const { sessionId, turns, lastTurnNumber, ...stored } = await resumeSession(ctx, {
        sessionId: message.session_id,
        language: message.language,
        mode: message.mode,
        // As it was asked for: a voice that can't speak now may be back next time.
        voice: askedVoice(message) ?? undefined,
        endpointPauseMs: message.endpoint_pause_ms,
      });
      const settings = await this.settings(message, stored);
      return { start: { sessionId, settings, lastTurnNumber, turns }, resumed: true };
    } catch (error) {
      if (errorCodeOf(error) !== "session_not_found") throw error;
      this.tellError(error);
      return null;
    }
  }

  private async startNew(message: SessionStartMessage, ctx: ServiceContext): Promise<Begun> {
    const settings = await this.settings(message, null);
    const { sessionId } = await startSession(ctx, settings);
    return { start: { sessionId, settings, lastTurnNumber: 0, turns: [] }, resumed: false };
  }

  /** The conversation goes on with the new settings at once; when they can't be kept for the next time, that is told. */
  private async changeSettings(message: SessionStartMessage, session: Session): Promise<void> {
    this.changing = true;
    try {
      const settings = await this.settings(message, session.settings);
      if (this.session !== session) return;
      const ctx = this.deps.contextFor(this.actor);
      const kept = changeSessionOptions(ctx, { sessionId: session.sessionId, ...settings });
      kept.catch((error) => this.report(error));
      session.change(settings);
      this.announce(true);
    } catch (error) {
      this.report(error);
    } finally {
      this.changing = false;
      this.receivePending();
    }
  }

  private async settings(message: SessionStartMessage, before: KeptSettings | null): Promise<SessionSettings> {
    const ctx = this.deps.contextFor(this.actor);
    const personal = (await readSettings(ctx)).chat ?? {};
    const { engines } = this.deps;
    const { settings, problems } = await chooseSettings(message, before, personal, engines, (profileId) =>
      resolveVoiceProfile(ctx, { profileId }),
    );
    for (const code of problems) this.tellError(new AppError(code));
    return settings;
  }

  private announce(resumed: boolean): void {
    const { session } = this;
    if (!session) return;
    session.send({
      type: "session_started",
      session_id: session.sessionId,
      resumed,
      language: session.settings.language,
      mode: session.settings.mode,
      profile_id: formatVoiceId(session.settings.speaker.id),
      endpoint_pause_ms: session.settings.endpointPauseMs,
      models: this.deps.models.all(),
      last_turn_number: session.turnNumber,
    });
    if (this.deps.service) this.tellService(this.deps.service.level());
    session.showState();
  }

  private receivePending(): void {
    const { pending } = this;
    this.dropPending();
    for (const each of pending) this.receive(each);
  }

  private dropPending(): void {
    this.pending = [];
    this.pendingChars = 0;
    this.queued = false;
  }

  private async leaveSession(silenced: boolean): Promise<void> {
    const { session } = this;
    this.session = null;
    this.regaining?.controller.abort();
    this.regaining = null;
    if (!session) return;
    await this.settle(session.sessionId, session.end(silenced));
  }

  /** Lets whoever asks for the conversation wait for what is being done with it. */
  private settle(sessionId: string, work: Promise<void>): Promise<void> {
    const { settling } = this.whereabouts;
    const settled = work
      .catch(() => undefined)
      .finally(() => {
        if (settling.get(sessionId) === settled) settling.delete(sessionId);
      });
    settling.set(sessionId, settled);
    return settled;
  }

  private end(silenced: boolean): Promise<void> {
    this.ended ??= (async () => {
      this.starting?.abort();
      this.dropPending();
      // The slot is free at once; what is still being written down needs no model.
      this.releaseSlot();
      await this.leaveSession(silenced);
      this.outbox.close();
      this.onEnd();
    })();
    return this.ended;
  }
}
