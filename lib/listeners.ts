/** Functions that are called on each change of something. */
export class Listeners<T = void> {
  readonly #all = new Set<(value: T) => void>();

  /** Adds a listener; returns the function that removes it. */
  add(listener: (value: T) => void): () => void {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  /**
   * Calls each listener with what `read` says at that moment. Where a listener itself causes the next change, those
   * after it get the newest value, and never an older one later.
   */
  tell(read: () => T): void {
    for (const listener of this.#all) listener(read());
  }

  clear(): void {
    this.#all.clear();
  }
}
