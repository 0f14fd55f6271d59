import type { UserActor } from "../../access/actor";
import type { Seat } from "../../inference/scheduling/contract";

/** A client that may hold a conversation. */
export interface SessionOwner {
  readonly actor: UserActor;
  /** The conversation that the client holds; null for none. */
  readonly sessionId: string | null;
  /**
   * Ends the client in favour of a newer connection. Resolves with its seat, if it held one, when everything is stored.
   */
  handOver(): Promise<Seat | null>;
}

/**
 * The owners of this server's conversations. A conversation has one owner, and its last turn is stored before the next
 * owner begins.
 */
export class SessionDirectory {
  /** Conversations that are being resumed, or whose last turns are still being stored after they were left. */
  private readonly settling = new Map<string, Promise<void>>();

  constructor(private readonly clients: Iterable<SessionOwner>) {}

  /** The same person's other client that holds the conversation now. */
  ownerOf(sessionId: string | undefined, asking: SessionOwner): SessionOwner | null {
    if (sessionId === undefined) return null;
    for (const client of this.clients) {
      const isTheirs = client.actor.userId === asking.actor.userId;
      if (client !== asking && isTheirs && client.sessionId === sessionId) return client;
    }
    return null;
  }

  /**
   * Resumes the conversation as soon as its previous owner has left it; a new one (undefined) at once. Other clients
   * that request it meanwhile wait and then find its owner: nothing may run between the check and the start.
   */
  async takeUp(sessionId: string | undefined, asking: SessionOwner, begin: () => Promise<void>): Promise<void> {
    if (sessionId === undefined) return begin();
    for (;;) {
      const owner = this.ownerOf(sessionId, asking);
      if (owner) (await owner.handOver())?.release();
      else if (this.settling.has(sessionId)) await this.settling.get(sessionId);
      else break;
    }
    const begun = begin();
    void this.settle(sessionId, begun);
    await begun;
  }

  /** Makes clients that ask for the conversation wait for `work`. Never rejects. */
  settle(sessionId: string, work: Promise<void>): Promise<void> {
    const settled = work
      .catch(() => undefined)
      .finally(() => {
        if (this.settling.get(sessionId) === settled) this.settling.delete(sessionId);
      });
    this.settling.set(sessionId, settled);
    return settled;
  }
}
