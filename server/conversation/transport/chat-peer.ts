import { AppError, type ErrorCode } from "../../../lib/errors";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import { closeCodes } from "../../../lib/protocol/close-codes";
import { decodeClientFrame, parseClientMessage } from "../../../lib/protocol/codec";
import type { AccessWatch, WatchedAccess } from "../../access/access-watch";
import { TokenBucket } from "../../platform/timing/token-bucket";
import type { CeremonyClient, CeremonyDesk, ConsentMessage } from "../consent/ceremony-desk";
import type { Connection, Wire } from "../session/connection";
import { errorMessage } from "../session/messages";
import type { Client, SessionManager } from "../session/session-manager";
import type { ConversationEnd } from "../session/session-options";
import type { AuthenticatedClient } from "./chat-transport";
import type { ClientAllowance } from "./client-limits";

export const messageLimits = {
  /**
   * Limits of one connection; a person's are in client-limits.ts. Chunks of 10 ms are 100 a second; a file may come in
   * one burst.
   */
  messages: { burst: 1_500, perSecond: 300 },
  /** Messages over the limit are dropped. After this many without a quiet second the connection is closed. */
  droppedBeforeClose: 200,
  quietMs: 1_000,
} as const;

export interface ChatPeerDependencies {
  manager: SessionManager;
  ceremonies: CeremonyDesk;
  /** Reports when the login or the token is no longer valid. */
  access: AccessWatch;
  /** A client that begins no conversation for this long after its start is closed, ms. */
  silentSocketMs: number;
  /** Monotonic clock, ms. */
  now: () => number;
  /** Called with each error that a client is sent. */
  onErrorTold?: ((code: ErrorCode) => void) | undefined;
}

/** When a login expires, the reply that is being spoken may take this long to end. */
const lastReplyMs = 30_000;

/** Handles the messages of a connected client for both transports: rate limit, parse, hand over, answer with errors. */
export class ChatPeer {
  private readonly client: Client;
  private readonly ceremonies: CeremonyClient;
  /** What the connection is for: its first message decides. */
  private use: "none" | "conversation" | "consent" = "none";
  private readonly allowance: ClientAllowance;
  private readonly messages = new TokenBucket(messageLimits.messages);
  /** Runs until the first valid message that begins a conversation or belongs to one. */
  private readonly startTimer: NodeJS.Timeout;
  private dropped = 0;
  private droppedAtMs = Number.NEGATIVE_INFINITY;
  private closed = false;
  private readonly connection: Connection;
  private readonly access: WatchedAccess;
  /** Messages that wait for the check whether the person may still send them. */
  private waiting: ClientMessage[] = [];
  private lastReplyTimer: NodeJS.Timeout | null = null;

  constructor(
    { actor, from, allowance }: AuthenticatedClient,
    wire: Wire,
    private readonly deps: ChatPeerDependencies,
  ) {
    this.allowance = allowance;
    this.connection = { ...tellingErrors(wire, deps.onErrorTold), from, takeTurn: () => allowance.takeTurn() };
    this.client = deps.manager.connect(actor, this.connection);
    this.ceremonies = deps.ceremonies.connect(actor, this.connection);
    this.startTimer = setTimeout(() => this.endSilent(), deps.silentSocketMs);
    this.access = deps.access.watch(actor, {
      onRevoked: (isDisabled) => this.shutOut(isDisabled ? "account_disabled" : "unauthorized"),
      onExpiring: (inMs) => this.connection.send({ type: "login_expiring", in_ms: inMs }),
      onRenewed: (inMs) => this.connection.send({ type: "login_renewed", in_ms: inMs }),
      onExpired: () => void this.endAfterReply(),
    });
  }

  /** One text frame of JSON. */
  receiveFrame(text: string): void {
    this.receive(() => decodeClientFrame(text));
  }

  /** One message that the transport has already turned into a value. */
  receiveValue(value: unknown): void {
    this.receive(() => parseClientMessage(value));
  }

  /** Input that can't be a message. */
  receiveInvalid(problem: string): void {
    this.receive(() => {
      throw new AppError("bad_message", problem);
    });
  }

  /** The transport has ended. */
  gone(): void {
    this.end({ unheardIsDropped: false, by: "disconnect" });
  }

  /** The access was revoked: the current turn ends now, and what was shown of it is stored. */
  private shutOut(code: "unauthorized" | "account_disabled"): void {
    if (this.closed) return;
    this.sendError(new AppError(code));
    this.end({ unheardIsDropped: true, by: "disconnect" });
    this.connection.close(closeCodes.unauthorized, "The login is no longer valid.");
  }

  /** The login has expired: nothing new begins, and a reply on its way is not lost. */
  private async endAfterReply(): Promise<void> {
    const deadline = new Promise<void>((resolve) => {
      this.lastReplyTimer = setTimeout(resolve, lastReplyMs);
    });
    await Promise.race([this.client.finish({ code: "unauthorized", waitForPlayout: true }), deadline]);
    this.shutOut("unauthorized");
  }

  private end(end: ConversationEnd): void {
    this.closed = true;
    this.waiting = [];
    clearTimeout(this.startTimer);
    if (this.lastReplyTimer) clearTimeout(this.lastReplyTimer);
    this.access.end();
    this.ceremonies.end();
    void this.client.end(end);
  }

  /** Hands a message over, in order. The access is checked again when anything has changed since the last check. */
  private handOver(message: ClientMessage): void {
    if (this.waiting.length === 0 && this.access.isCertain()) {
      if (!this.closed) this.deliver(message);
      return;
    }
    this.waiting.push(message);
    if (this.waiting.length === 1) void this.handOverWaiting();
  }

  private async handOverWaiting(): Promise<void> {
    await this.access.check();
    for (const message of this.waiting.splice(0)) if (!this.closed) this.deliver(message);
  }

  /** A consent has a connection of its own, so that its sound is nobody's turn and no reply sounds into it. */
  private deliver(message: ClientMessage): void {
    const isConsent = isConsentMessage(message);
    if (isConsent && this.use === "conversation") {
      this.sendError(new AppError("conflict", "A consent needs a connection of its own: this one has a conversation."));
    } else if (isConsent || (this.use === "consent" && message.type === "audio_chunk")) {
      this.use = "consent";
      this.ceremonies.receive(message);
    } else if (this.use === "none" || this.use === "conversation") {
      if (speaks(message)) this.use = "conversation";
      this.client.receive(message);
    } else if (startsSomething(message)) {
      this.sendError(new AppError("conflict", "This connection is for a consent: open another one to talk."));
    }
  }

  private receive(parse: () => ClientMessage): void {
    if (this.closed) return;
    const nowMs = this.deps.now();
    if (!this.messages.take(nowMs) || !this.allowance.takeMessage()) {
      this.dropOne(nowMs);
      return;
    }
    try {
      const message = parse();
      if (speaks(message)) clearTimeout(this.startTimer);
      if (startsSomething(message) && !this.allowance.takeStart()) this.dropOne(nowMs);
      else this.handOver(message);
    } catch (error) {
      this.sendError(error);
      if (!this.allowance.takeInvalid()) this.close(closeCodes.abuse, "Too many messages that are not valid.");
    }
  }

  private dropOne(nowMs: number): void {
    if (nowMs - this.droppedAtMs > messageLimits.quietMs) this.dropped = 0;
    this.droppedAtMs = nowMs;
    this.dropped += 1;
    // Sent once for each flood: an answer to every message would double it.
    if (this.dropped === 1) this.sendError(new AppError("rate_limited"));
    if (this.dropped >= messageLimits.droppedBeforeClose) this.close(closeCodes.abuse, "Too many messages.");
  }

  private endSilent(): void {
    const waitedS = Math.round(this.deps.silentSocketMs / 1_000);
    this.sendError(new AppError("bad_message", `Nothing was said for ${waitedS} s: begin with session_start.`));
    this.close(closeCodes.silent, "Nothing was said.");
  }

  private close(code: (typeof closeCodes)[keyof typeof closeCodes], reason: string): void {
    this.gone();
    this.connection.close(code, reason);
  }

  private sendError(error: unknown): void {
    this.connection.send(errorMessage(error));
  }
}

function tellingErrors(wire: Wire, onErrorTold: ChatPeerDependencies["onErrorTold"]): Wire {
  return {
    ...wire,
    send(message) {
      if (message.type === "error") onErrorTold?.(message.code);
      wire.send(message);
    },
  };
}

/** True for a message that begins a conversation or belongs to one, false for one that only ends something. */
const speaks = ({ type }: ClientMessage) => type !== "audio_end" && type !== "interrupt";

const isConsentMessage = (message: ClientMessage): message is ConsentMessage => message.type.startsWith("consent_");

const startsSomething = ({ type }: ClientMessage) => type !== "audio_chunk" && type !== "interrupt";
