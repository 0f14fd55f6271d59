import type { Urgency } from "../../../contract";

/** A conversation that was silent for this long loses its state to a page that was only opened. */
export const idleSlotMs = 60_000;

/** One place where a conversation's prompt state is kept; `S` is the state. */
export interface KvSlot<S> {
  readonly state: S;
  /** True for the slot of calls that are not live. */
  readonly isSpare: boolean;
  conversationId: string | null;
  /** Monotonic ms; −∞ before the first use. */
  lastUsedMs: number;
  busy: boolean;
}

/**
 * Which slot a call gets: its conversation's own, else an empty one, else the one unused for the longest time.
 * A busy slot is never given away: a caller that finds none waits for the next release.
 *
 * Calls that are not live share one spare slot beside those of the conversations. They never take one of these, even
 * if they name the same conversation: a replay of many turns would evict the prompts of the people who talk.
 */
export class KvSlots<S> {
  readonly #slots: KvSlot<S>[];
  readonly #makeSpare: () => Promise<S>;
  readonly #now: () => number;
  #spare: Promise<void> | null = null;
  #waiting: (() => void)[] = [];

  /** `makeSpare` is called at the first call that is not live, because the state of a slot costs memory. */
  constructor(states: readonly S[], makeSpare: () => Promise<S>, now = () => performance.now()) {
    this.#slots = states.map((state) => newKvSlot(state, false));
    this.#makeSpare = makeSpare;
    this.#now = now;
  }

  async take(conversationId: string | null, urgency: Urgency): Promise<KvSlot<S>> {
    const isSpare = urgency !== "live";
    if (isSpare) await this.#haveSpare();
    for (;;) {
      const slot = this.#choose(conversationId, isSpare);
      if (slot && !slot.busy) {
        slot.busy = true;
        slot.conversationId = conversationId;
        slot.lastUsedMs = this.#now();
        return slot;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** True when a live call of this conversation would take no place of one that was used within `idleSlotMs`. */
  hasRoomFor(conversationId: string): boolean {
    const idleSinceMs = this.#now() - idleSlotMs;
    return this.#slots.some(
      (slot) =>
        !slot.isSpare &&
        ([conversationId, null].includes(slot.conversationId) || (!slot.busy && slot.lastUsedMs <= idleSinceMs)),
    );
  }

  release(slot: KvSlot<S>): void {
    slot.busy = false;
    slot.lastUsedMs = this.#now();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #choose(conversationId: string | null, isSpare: boolean): KvSlot<S> | undefined {
    const slots = this.#slots.filter((slot) => slot.isSpare === isSpare);
    const own = slots.find((slot) => conversationId !== null && slot.conversationId === conversationId);
    if (own) return own;
    return slots.filter((slot) => !slot.busy).sort((a, b) => a.lastUsedMs - b.lastUsedMs)[0];
  }

  /** Makes the spare slot once; after a failure the next call tries again. */
  async #haveSpare(): Promise<void> {
    this.#spare ??= this.#makeSpare().then((state) => void this.#slots.push(newKvSlot(state, true)));
    try {
      await this.#spare;
    } catch (error) {
      this.#spare = null;
      throw error;
    }
  }
}

function newKvSlot<S>(state: S, isSpare: boolean): KvSlot<S> {
  return { state, isSpare, conversationId: null, lastUsedMs: Number.NEGATIVE_INFINITY, busy: false };
}
