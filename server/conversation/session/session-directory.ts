import type { UserActor } from "../../access/actor";
import type { Seat } from "../../inference/scheduling/contract";

/** A client that may hold a conversation. */
export interface SessionOwner {
  readonly actor: UserActor;
  /** The conversation that it holds; null for none. */
  readonly sessionId: string | null;
  /** Ends it in favour of a newer connection; resolves with its seat, if it held one, when all is stored. */
  handOver(): Promise<Seat | null>;
}

/** Where the conversations of this server are: a conversation has one owner, and its last turn counts before the next begins. */
export class SessionDirectory {
  /** Conversations that are being taken up, or were left and whose last turns are still being written down. */
  private readonly settling = new Map<string, Promise<void>>();

  constructor(private readonly clients: Iterable<SessionOwner>) {}

  /** This person's client, other than `asking`, that holds the conversation now. */
  ownerOf(sessionId: string | undefined, asking: SessionOwner): SessionOwner | null {
    if (sessionId === undefined) return null;
    for (const client of this.clients) {
      const isTheirs = client.actor.userId === asking.actor.userId;
      if (client !== asking && isTheirs && client.sessionId === sessionId) return client;
    }
    return null;
  }

  /**
   * Takes the conversation up as soon as nothing keeps `asking` from it; a new one (undefined) at once. Whoever else asks for it
   * meanwhile waits, and finds its owner then: nothing may come between the look and the begin.
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

  /** Lets whoever asks for the conversation wait for what is being done with it. Never rejects. */
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
