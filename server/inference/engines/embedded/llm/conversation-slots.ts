/** One place where a conversation's prompt state is kept; `S` is the state. */
export interface Slot<S> {
  readonly state: S;
  conversationId: string | null;
  /** Higher is more recent. */
  lastUse: number;
  busy: boolean;
}

/**
 * Which slot a call gets: its conversation's own, else an empty one, else the one unused for the longest time.
 * A busy slot is never given away: a caller that finds none waits for the next release.
 */
export class ConversationSlots<S> {
  readonly #slots: Slot<S>[];
  #uses = 0;
  #waiting: (() => void)[] = [];

  constructor(states: readonly S[]) {
    this.#slots = states.map((state) => ({ state, conversationId: null, lastUse: 0, busy: false }));
  }

  async take(conversationId: string | null): Promise<Slot<S>> {
    for (;;) {
      const slot = this.#choose(conversationId);
      if (slot && !slot.busy) {
        slot.busy = true;
        slot.conversationId = conversationId;
        slot.lastUse = ++this.#uses;
        return slot;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  release(slot: Slot<S>): void {
    slot.busy = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #choose(conversationId: string | null): Slot<S> | undefined {
    const own = this.#slots.find((slot) => conversationId !== null && slot.conversationId === conversationId);
    if (own) return own;
    return this.#slots.filter((slot) => !slot.busy).sort((a, b) => a.lastUse - b.lastUse)[0];
  }
}
