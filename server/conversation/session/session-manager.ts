import type { LiveSession } from "../../../lib/dashboard/live-snapshot";
import { AppError } from "../../../lib/errors";
import type { ModelStatus } from "../../../lib/models";
import { closeCodes } from "../../../lib/protocol/close-codes";
import type { UserActor } from "../../access/actor";
import type { Client, LiveClientDependencies } from "./client";
import type { Connection } from "./connection";
import { LiveClient } from "./live-client";
import { PartialTranscriptPace } from "./partial-transcripts";
import { SessionDirectory } from "./session-directory";

export type { UserActor } from "../../access/actor";
export type { Client } from "./client";

export type SessionManagerDependencies = Omit<LiveClientDependencies, "partialPace">;

export interface SessionManager {
  connect(actor: UserActor, connection: Connection): Client;
  counts(): { connections: number; sessions: number };
  /** Who talks or waits for a place. */
  list(): LiveSession[];
  /** Asks the person behind this connection to leave; null when it is gone, or holds no conversation. */
  askToLeave(connectionId: string): LiveSession | null;
  /** Ends the conversation of this connection; null as above. Resolves when it is stored. */
  endSession(connectionId: string): Promise<LiveSession | null>;
  /** A voice profile has ended, or others may use it now: replies in it fall silent where they must. */
  voiceChanged(profileId: number): Promise<void>;
  /** Clients that hold the conversation get a new one. */
  conversationDeleted(sessionId: string): void;
  /** Tells all clients, lets running turns finish until the deadline, then ends all. */
  shutdown(deadlineMs: number): Promise<void>;
}

export function createSessionManager(deps: SessionManagerDependencies): SessionManager {
  const clientDeps: LiveClientDependencies = { ...deps, partialPace: new PartialTranscriptPace() };
  const clients = new Set<LiveClient>();
  const directory = new SessionDirectory(clients);
  let stopping = false;

  const tellAll = (status: ModelStatus) => {
    for (const client of clients) client.tell({ ...status, type: "model_status" });
  };
  const subscriptions = [
    deps.models.onStatus(tellAll),
    deps.service?.onLevel((level) => {
      for (const client of clients) client.tellService(level);
    }),
  ];

  function find(connectionId: string): { client: LiveClient; view: LiveSession } | { client: null; view: null } {
    for (const client of clients) {
      const view = client.view();
      if (view?.id === connectionId) return { client, view };
    }
    return { client: null, view: null };
  }

  return {
    connect(actor, connection) {
      const onEnd = () => void clients.delete(client);
      const client: LiveClient = new LiveClient({ actor, connection, directory, onEnd }, clientDeps);
      if (stopping) client.refuse("shutting_down", closeCodes.restarting);
      else clients.add(client);
      return client;
    },
    counts: () => ({
      connections: clients.size,
      sessions: [...clients].filter((client) => client.sessionId !== null).length,
    }),
    list: () => [...clients].flatMap((client) => client.view() ?? []),
    askToLeave(connectionId) {
      const { client, view } = find(connectionId);
      client?.askToLeave();
      return view;
    },
    async endSession(connectionId) {
      const { client, view } = find(connectionId);
      await client?.endByAdmin();
      return view;
    },
    async voiceChanged(profileId) {
      await Promise.all([...clients].map((client) => client.voiceChanged(profileId)));
    },
    conversationDeleted(sessionId) {
      for (const client of clients) client.conversationDeleted(sessionId);
    },
    async shutdown(deadlineMs) {
      stopping = true;
      for (const unsubscribe of subscriptions) unsubscribe?.();
      const ending = [...clients];
      for (const client of ending) client.tellError(new AppError("shutting_down"));
      const finished = Promise.all(
        ending.map((client) => client.finish({ code: "shutting_down", waitForPlayout: false })),
      );
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, deadlineMs);
      });
      await Promise.race([finished, deadline]);
      clearTimeout(timer);
      await Promise.all(ending.map((client) => client.disconnect(closeCodes.restarting, "The server is restarting.")));
    },
  };
}
