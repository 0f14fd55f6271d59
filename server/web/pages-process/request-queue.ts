export interface QueueLimits {
  /** How many requests the pages' process works on at the same time. */
  slots: number;
  /** How many requests may wait for a slot. */
  maxWaiting: number;
}

/** One request on its way to the pages' process. */
export interface QueuedRequest {
  /** The key of the client's address. Requests with the same key wait in one line. */
  address: string;
  /** Called when the request has a slot; `release` gives the slot back. */
  start(): void;
  /** Called when there is no room for the request. */
  refuse(): void;
}

/**
 * Decides which request gets a slot. Client addresses are served in rotation, each one's requests in order of arrival,
 * so that nobody waits behind a hundred requests of somebody else. When the queue is full, a request of an address
 * with few waiting requests replaces the newest one of the address with the most.
 */
export class RequestQueue {
  readonly #limits: QueueLimits;
  /** The waiting requests by address; the address that is served next comes first. */
  readonly #queues = new Map<string, QueuedRequest[]>();
  #running = 0;
  #waiting = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  counts(): { running: number; waiting: number } {
    return { running: this.#running, waiting: this.#waiting };
  }

  /** Starts the request, queues it, or refuses it or another one. */
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
    const queue = this.#queues.get(request.address);
    if (queue) queue.push(request);
    else this.#queues.set(request.address, [request]);
    this.#waiting += 1;
  }

  /** Removes a waiting request: its client has disconnected, or it has waited too long. */
  leave(request: QueuedRequest): void {
    const queue = this.#queues.get(request.address);
    const at = queue?.indexOf(request) ?? -1;
    if (!queue || at === -1) return;
    queue.splice(at, 1);
    if (queue.length === 0) this.#queues.delete(request.address);
    this.#waiting -= 1;
  }

  /** Gives the slot of a started request back. */
  release(): void {
    this.#running -= 1;
    const next = this.#takeNext();
    if (!next) return;
    this.#running += 1;
    next.start();
  }

  #takeNext(): QueuedRequest | null {
    for (const [address, queue] of this.#queues) {
      const request = queue.shift();
      // Inserting the address again moves it to the end of the round.
      this.#queues.delete(address);
      if (queue.length > 0) this.#queues.set(address, queue);
      if (!request) continue;
      this.#waiting -= 1;
      return request;
    }
    return null;
  }

  #makeRoomFor({ address }: QueuedRequest): boolean {
    const own = this.#queues.get(address)?.length ?? 0;
    const longest = [...this.#queues.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
    const newest = longest.at(-1);
    if (!newest || longest.length <= own + 1) return false;
    this.leave(newest);
    newest.refuse();
    return true;
  }
}
