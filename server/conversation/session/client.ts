import type { ErrorCode } from "../../../lib/errors";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import type { Actor, UserActor } from "../../access/actor";
import type { WatchedModels } from "../../inference/contract";
import type { Admission, WatchedServiceLevel } from "../../inference/scheduling/contract";
import type { RecordsContext } from "../../records/context";
import type { Connection } from "./connection";
import type { SessionDirectory } from "./session-directory";
import type { ConversationEnd, SessionDependencies } from "./session-options";

export interface LiveClientDependencies extends SessionDependencies {
  admission: Admission;
  contextFor(actor: Actor): RecordsContext;
  models: WatchedModels;
  /** How far the voice is degraded, where it can be. */
  service?: WatchedServiceLevel;
}

export interface LiveClientOptions {
  actor: UserActor;
  connection: Connection;
  directory: SessionDirectory;
  /** Called once, when the client has ended and everything is stored. */
  onEnd(): void;
}

/** What a transport drives: one client, from its upgrade to its end. */
export interface Client {
  /** Takes one valid message. Problems are answered with `error`, never thrown. */
  receive(message: ClientMessage): void;
  /**
   * The transport has ended, or is about to be closed. Frees the seat at once. Idempotent. Resolves when every turn is
   * stored.
   */
  end(end: ConversationEnd): Promise<void>;
  /**
   * Lets the running turn end (`waitForPlayout`: also its playback). No new turn begins: messages are answered with the
   * error `code`.
   */
  finish(end: { code: ErrorCode; waitForPlayout: boolean }): Promise<void>;
}
