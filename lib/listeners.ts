/** Those who want to hear of each change of something. */
export class Listeners<T = void> {
  readonly #all = new Set<(value: T) => void>();

  /** Returns the function that ends it. */
  add(listener: (value: T) => void): () => void {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  /**
   * Calls everybody with what `read` says at that moment: where a listener brings the next change, those after it hear the newest
   * value, and never an older one later.
   */
  tell(read: () => T): void {
    for (const listener of this.#all) listener(read());
  }

  clear(): void {
    this.#all.clear();
  }
}
