/** Turns callbacks into an AsyncIterable for one consumer. After `fail` nothing more is delivered, not even what was queued. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #outcome: { error: unknown } | "ended" | null = null;
  #wake: (() => void) | null = null;

  push(item: T): void {
    if (this.#outcome) return;
    this.#items.push(item);
    this.#wake?.();
  }

  end(): void {
    this.#outcome ??= "ended";
    this.#wake?.();
  }

  fail(error: unknown): void {
    if (this.#outcome) return;
    this.#outcome = { error };
    this.#items = [];
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else if (this.#outcome === "ended") return;
      else if (this.#outcome) throw this.#outcome.error;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
