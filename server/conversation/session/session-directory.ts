import type { UserActor } from "../../access/actor";
import type { Seat } from "../../inference/scheduling/contract";
import type { Whereabouts } from "./connection";
import { SessionInUse } from "./session-in-use";
import type { SessionStartMessage } from "./session-settings";

/** A client that may hold a conversation. */
export interface SessionOwner {
  readonly actor: UserActor;
  readonly from: Whereabouts;
  /** The conversation that the client holds; null for none. */
  readonly sessionId: string | null;
  /** By this secret the same client is known on another connection; null before its first conversation. */
  readonly resumeToken: string | null;
  /**
   * Ends the client in favour of another connection. Resolves with its seat, if it held one, when everything is stored.
   */
  handOver(): Promise<Seat | null>;
}

/** What decides who gets a conversation. */
type Asked = Pick<SessionStartMessage, "session_id" | "resume_token" | "take_over">;

/**
 * The owners of this server's conversations. A conversation has one owner, and its last turn is stored before the next
 * owner begins.
 */
export class SessionDirectory {
  /** Conversations that are being resumed, or whose last turns are still being stored after they were left. */
  private readonly settling = new Map<string, Promise<void>>();

  constructor(private readonly clients: Iterable<SessionOwner>) {}

  /**
   * The same person's other connection that has to give the conversation up; null when nobody holds it. After a network
   * failure the old connection of the same client looks alive for a while; any other client is asked for `take_over`:
   * throws SessionInUse.
   */
  ownerToReplace(asked: Asked, asking: SessionOwner): SessionOwner | null {
    const owner = this.ownerOf(asked.session_id, asking);
    if (!owner) return null;
    const isSameClient = asked.resume_token !== undefined && asked.resume_token === owner.resumeToken;
    if (!isSameClient && asked.take_over !== true) throw new SessionInUse(owner.from);
    return owner;
  }

  /**
   * Resumes the conversation as soon as its previous owner has left it; a new one at once. Other clients that request it
   * meanwhile wait and then find its owner: nothing may run between the check and the start.
   */
  async takeUp(asked: Asked, asking: SessionOwner, begin: () => Promise<void>): Promise<void> {
    const sessionId = asked.session_id;
    if (sessionId === undefined) return begin();
    for (;;) {
      const owner = this.ownerToReplace(asked, asking);
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

  private ownerOf(sessionId: string | undefined, asking: SessionOwner): SessionOwner | null {
    if (sessionId === undefined) return null;
    for (const client of this.clients) {
      const isTheirs = client.actor.userId === asking.actor.userId;
      if (client !== asking && isTheirs && client.sessionId === sessionId) return client;
    }
    return null;
  }
}
