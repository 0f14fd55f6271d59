import type { ErrorCode } from "../../../lib/errors";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import type { Actor, UserActor } from "../../access/actor";
import type { WatchedModels } from "../../inference/contract";
import type { Admission, WatchedServiceLevel } from "../../inference/scheduling/contract";
import type { RecordsContext } from "../../records/context";
import type { Connection } from "./connection";
import type { SessionDependencies } from "./session";
import type { SessionDirectory } from "./session-directory";

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
  /** Called once, when the client is gone and all is stored. */
  onEnd(): void;
}

/** What a transport drives: one client, from its upgrade to its end. */
export interface Client {
  readonly actor: UserActor;
  /** Takes one valid message. Problems are answered with `error`, never thrown. */
  receive(message: ClientMessage): void;
  /** The transport is gone, or about to be closed. Frees the seat at once. Idempotent. */
  gone(): void;
  /** As `gone`, and the client drops what it has not played: what counts as said is what was heard. */
  silence(): void;
  /** Lets the turn that runs come to its end, `heard`: as its listener hears it. No new one begins: words are answered with `code`. */
  finish(end: { code: ErrorCode; heard: boolean }): Promise<void>;
}
