import { AppError } from "../../../lib/errors";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import type { Actor, UserActor } from "../../access/actor";
import type { RecordsContext } from "../../records/context";
import type { Connection } from "../session/connection";
import { errorMessage } from "../session/messages";
import { Ceremony, type CeremonyDependencies, sentenceLastsMs } from "./ceremony";

/** Ceremonies of one person at the same time, on all their connections. */
const maxPerPerson = 2;

export interface CeremonyDeskDependencies extends Omit<CeremonyDependencies, "lastsMs"> {
  contextFor(actor: Actor): RecordsContext;
  /** Default: `sentenceLastsMs`. */
  lastsMs?: number;
}

export type ConsentMessage = Extract<ClientMessage, { type: `consent_${string}` }>;
type AudioChunk = Extract<ClientMessage, { type: "audio_chunk" }>;

/** The ceremonies of one connection, one after another. */
export interface CeremonyClient {
  /** Takes one valid message. Problems are answered with `error`, never thrown. */
  receive(message: ConsentMessage | AudioChunk): void;
  /** The connection has ended: a ceremony under way is void. */
  end(): void;
}

export interface CeremonyDesk {
  connect(actor: UserActor, connection: Pick<Connection, "send" | "takeTurn">): CeremonyClient;
  /** Ends all ceremonies. Resolves when their recordings and ends are stored. */
  shutdown(): Promise<void>;
}

/** The spoken consents under way, on all connections. They need no seat: nobody answers. */
export function createCeremonyDesk({ contextFor, ...deps }: CeremonyDeskDependencies): CeremonyDesk {
  const underWay = new Map<Ceremony, number>();
  /** Those that have ended, until they are stored. */
  const ending = new Set<Promise<void>>();
  let isClosed = false;

  function close(ceremony: Ceremony, reason: Parameters<Ceremony["close"]>[0]): void {
    const closed = ceremony.close(reason).finally(() => ending.delete(closed));
    ending.add(closed);
  }

  return {
    connect(actor, connection) {
      let current: Ceremony | null = null;
      const tell = (error: unknown) => connection.send(errorMessage(error));

      /** Takes the place before anything is waited for, so that many starts at once can't take more than their limits. */
      async function start({ profile_id, ...wish }: Extract<ConsentMessage, { type: "consent_start" }>): Promise<void> {
        if (isClosed) throw new AppError("shutting_down");
        if (current && !current.isOver) throw new AppError("conflict", "This connection has a consent under way.");
        const own = [...underWay.values()].filter((userId) => userId === actor.userId).length;
        if (own >= maxPerPerson) throw new AppError("rate_limited", "Two consents are under way already.");
        connection.takeTurn();
        const subject = { profileId: profile_id, language: wish.language, purpose: wish.purpose };
        const ceremony: Ceremony = new Ceremony(
          contextFor(actor),
          subject,
          connection.send,
          () => underWay.delete(ceremony),
          { lastsMs: sentenceLastsMs, ...deps },
        );
        current = ceremony;
        underWay.set(ceremony, actor.userId);
        await ceremony.begin();
      }

      function receive(message: ConsentMessage | AudioChunk): void {
        switch (message.type) {
          case "consent_start":
            start(message).catch(tell);
            return;
          case "audio_chunk":
            current?.receiveChunk(message);
            return;
          case "consent_end":
            if (!current || current.isOver) throw new AppError("consent_over");
            current.end();
            return;
          case "consent_cancel":
            if (current && !current.isOver) close(current, "cancelled");
        }
      }

      return {
        receive(message) {
          try {
            receive(message);
          } catch (error) {
            tell(error);
          }
        },
        end() {
          if (current && !current.isOver) close(current, "disconnected");
        },
      };
    },
    async shutdown() {
      isClosed = true;
      for (const ceremony of underWay.keys()) close(ceremony, "server_stopped");
      await Promise.all(ending);
    },
  };
}
