/**
 * Several writers, one reader. A writer waits while more than `capacity` weight lies unread, so that a slow reader slows the
 * models down instead of filling the memory.
 */
export class EventChannel<Event> {
  readonly #unread: { event: Event; weight: number }[] = [];
  #unreadWeight = 0;
  #ended = false;
  #failure: { error: unknown } | null = null;
  #wakeReader: (() => void) | null = null;
  #wakeWriters: (() => void)[] = [];

  constructor(private readonly capacity: number) {}

  /** Resolves when there is room for more. What is written after the end is dropped. */
  async write(event: Event, weight = 0): Promise<void> {
    if (this.#ended) return;
    this.#unread.push({ event, weight });
    this.#unreadWeight += weight;
    this.#wakeReader?.();
    while (this.#unreadWeight > this.capacity && !this.#ended) {
      await new Promise<void>((resolve) => this.#wakeWriters.push(resolve));
    }
  }

  /** No more events; the reader gets what lies unread, then the end, or `error`. */
  end(failure?: { error: unknown }): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure ?? null;
    this.#wakeReader?.();
    this.#releaseWriters();
  }

  /** Reads until the end. Leaving early ends the channel. */
  async *read(): AsyncGenerator<Event> {
    try {
      for (;;) {
        const next = this.#unread.shift();
        if (next) {
          this.#unreadWeight -= next.weight;
          if (this.#unreadWeight <= this.capacity) this.#releaseWriters();
          yield next.event;
        } else if (this.#ended) {
          if (this.#failure) throw this.#failure.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
          this.#wakeReader = null;
        }
      }
    } finally {
      this.end();
    }
  }

  #releaseWriters(): void {
    for (const wake of this.#wakeWriters.splice(0)) wake();
  }
}
