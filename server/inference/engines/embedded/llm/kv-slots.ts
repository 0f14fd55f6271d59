import type { Urgency } from "../../../contract";

/** A conversation that was silent for this long loses its state to a page that was only opened. */
export const idleSlotMs = 60_000;
/** Fewer tokens than these are only the template's beginning, which every prompt shares. */
const worthKeepingTokens = 32;

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
 * Which slot a call gets: its conversation's own; else, of those that belong to nobody or to a conversation long silent,
 * the one that holds most of the prompt's beginning; else the one unused for the longest time.
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

  /**
   * `conversationId` null: nobody's, so that any conversation may go on from what the slot holds afterwards.
   * `heldTokens`: how much of the call's prompt a state holds already.
   */
  async take(
    conversationId: string | null,
    urgency: Urgency,
    heldTokens: (state: S) => number = () => 0,
  ): Promise<KvSlot<S>> {
    const isSpare = urgency !== "live";
    if (isSpare) await this.#haveSpare();
    for (;;) {
      const slot = this.#choose(conversationId, isSpare, heldTokens);
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
  hasRoomFor(conversationId: string | null): boolean {
    return this.#slots.some(
      (slot) =>
        !slot.isSpare && ([conversationId, null].includes(slot.conversationId) || (!slot.busy && this.#isFree(slot))),
    );
  }

  release(slot: KvSlot<S>): void {
    slot.busy = false;
    slot.lastUsedMs = this.#now();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #choose(conversationId: string | null, isSpare: boolean, heldTokens: (state: S) => number): KvSlot<S> | undefined {
    const slots = this.#slots.filter((slot) => slot.isSpare === isSpare);
    const own = slots.find((slot) => conversationId !== null && slot.conversationId === conversationId);
    if (own) return own;
    const oldestFirst = slots.filter((slot) => !slot.busy).sort((a, b) => a.lastUsedMs - b.lastUsedMs);
    const [fittest] = oldestFirst
      .filter((slot) => this.#isFree(slot))
      .map((slot) => ({ slot, held: heldTokens(slot.state) }))
      .filter(({ held }) => held >= worthKeepingTokens)
      .sort((a, b) => b.held - a.held);
    return fittest?.slot ?? oldestFirst[0];
  }

  /** It belongs to nobody, or to a conversation that nobody misses for now. */
  #isFree({ conversationId, lastUsedMs }: KvSlot<S>): boolean {
    return conversationId === null || lastUsedMs <= this.#now() - idleSlotMs;
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
