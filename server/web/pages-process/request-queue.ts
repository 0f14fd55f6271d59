export interface QueueLimits {
  /** Requests that the pages' process works on at the same time. */
  slots: number;
  /** Requests that wait for one of them. */
  maxWaiting: number;
}

/** One request on its way to the pages' process. */
export interface QueuedRequest {
  /** Whose turn it uses: one key for one customer. */
  address: string;
  /** It has a slot now; `release` gives it back. */
  start(): void;
  /** There is no room for it. */
  refuse(): void;
}

/**
 * Who gets a slot when. Addresses take turns, each by arrival, so that nobody waits behind somebody else's hundred requests. When
 * the queue is full, the newest request of the address with the most waiting ones makes room for an address that has fewer.
 */
export class RequestQueue {
  readonly #limits: QueueLimits;
  /** The requests that wait, by address; the address whose turn is next comes first. */
  readonly #lines = new Map<string, QueuedRequest[]>();
  #running = 0;
  #waiting = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  counts(): { running: number; waiting: number } {
    return { running: this.#running, waiting: this.#waiting };
  }

  /** Starts the request, lets it wait, or refuses it or another one. */
  enter(request: QueuedRequest): void {
    if (this.#running < this.#limits.slots) {
      this.#running += 1;
      request.start();
      return;
    }
    if (this.#waiting >= this.#limits.maxWaiting && !this.#makeRoomFor(request)) {
      request.refuse();
      return;
    }
    const line = this.#lines.get(request.address);
    if (line) line.push(request);
    else this.#lines.set(request.address, [request]);
    this.#waiting += 1;
  }

  /** Takes a request out that waits no longer: its client went away, or it waited for too long. */
  leave(request: QueuedRequest): void {
    const line = this.#lines.get(request.address);
    const at = line?.indexOf(request) ?? -1;
    if (!line || at === -1) return;
    line.splice(at, 1);
    if (line.length === 0) this.#lines.delete(request.address);
    this.#waiting -= 1;
  }

  /** A request that was started needs its slot no longer. */
  release(): void {
    this.#running -= 1;
    const next = this.#takeNext();
    if (!next) return;
    this.#running += 1;
    next.start();
  }

  #takeNext(): QueuedRequest | null {
    for (const [address, line] of this.#lines) {
      const request = line.shift();
      // The address goes to the end of the round.
      this.#lines.delete(address);
      if (line.length > 0) this.#lines.set(address, line);
      if (!request) continue;
      this.#waiting -= 1;
      return request;
    }
    return null;
  }

  #makeRoomFor({ address }: QueuedRequest): boolean {
    const own = this.#lines.get(address)?.length ?? 0;
    const longest = [...this.#lines.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
    const newest = longest.at(-1);
    if (!newest || longest.length <= own + 1) return false;
    this.leave(newest);
    newest.refuse();
    return true;
  }
}
