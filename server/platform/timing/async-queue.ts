/** Hands items from writers to one reader, in order. After `end` or `fail` further items are dropped. */
export class AsyncQueue<T> {
  private readonly items: T[] = [];
  private outcome: { error: unknown } | "ended" | null = null;
  private wake: (() => void) | null = null;

  /** `onTaken` is called with an item when the reader, done with it, asks for the next one. */
  constructor(private readonly onTaken: (item: T) => void = () => {}) {}

  push(item: T): void {
    if (this.outcome) return;
    this.items.push(item);
    this.wake?.();
  }

  /** The reader gets the queued items, then the end. */
  end(): void {
    this.outcome ??= "ended";
    this.wake?.();
  }

  /** The reader gets the error next; queued items are dropped. */
  fail(error: unknown): void {
    if (typeof this.outcome === "object" && this.outcome) return;
    this.outcome = { error };
    this.items.length = 0;
    this.wake?.();
  }

  async *read(): AsyncGenerator<T> {
    for (;;) {
      const item = this.items.shift();
      if (item !== undefined) {
        yield item;
        this.onTaken(item);
      } else if (this.outcome === "ended") {
        return;
      } else if (this.outcome) {
        throw this.outcome.error;
      } else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        this.wake = null;
      }
    }
  }
}
