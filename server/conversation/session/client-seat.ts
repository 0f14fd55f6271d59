import type { Admission, Seat } from "../../inference/scheduling/contract";

export interface SeatOptions {
  admission: Admission;
  /** Since when nothing is said, monotonic ms; null while something is. */
  idleSinceMs(): number | null;
  /** Its place in the queue, from 1; `etaMs` null while nothing was measured. */
  onPosition(position: number, etaMs: number | null): void;
  /** The seat was idle for too long and went to somebody who waited. */
  onGivenUp(): void;
  /** The seat is held again, after the client got its place in the queue. */
  onRegained(): void;
}

interface SeatRequest {
  kind: "starting" | "regaining";
  controller: AbortController;
  /** Its place in the queue, from 1; null until the client got one. */
  position: number | null;
  seated: Promise<void>;
}

type SeatState =
  /** Before the first conversation, and after the seat was vacated. */
  | { kind: "none" }
  /** Requested by a conversation that begins, or by the next words of one whose seat was vacated. */
  | SeatRequest
  | { kind: "seated"; seat: Seat };

/** One client's seat, or its place in the queue for one. It outlives the client's conversations. */
export class ClientSeat {
  private state: SeatState = { kind: "none" };

  constructor(private readonly options: SeatOptions) {}

  get isHeld(): boolean {
    return this.state.kind === "seated";
  }

  /** True while the client waits in the queue and knows its place. */
  get isQueued(): boolean {
    return this.position !== null;
  }

  /** Its place in the queue, from 1; null while it waits for none, or knows none yet. */
  get position(): number | null {
    return "position" in this.state ? this.state.position : null;
  }

  /**
   * Requests a seat for a conversation that begins: the one that is handed over, if any, else a free one. Rejects with
   * AppError `at_capacity`, or when `leaveQueue` is called.
   */
  take({ wait, handedOver }: { wait: boolean; handedOver?: Promise<Seat | null> | undefined }): Promise<void> {
    return this.request("starting", wait, handedOver);
  }

  /** Null while the seat is held. Otherwise waits for one, in the queue if necessary, and resolves when it is held. */
  regain(): Promise<void> | null {
    if (this.state.kind === "seated") return null;
    if (this.state.kind !== "none") return this.state.seated;
    const seated = this.request("regaining", true);
    // The turn that waits for the seat reports the failure; there may be no such turn yet.
    seated.catch(() => undefined);
    return seated;
  }

  /** Gives the seat to the connection that takes over the conversation; null when there is none. */
  handOver(): Seat | null {
    if (this.state.kind !== "seated") return null;
    const { seat } = this.state;
    this.state = { kind: "none" };
    return seat;
  }

  /** Does not affect a seat that is already held. */
  leaveQueue(): void {
    if (this.state.kind === "none" || this.state.kind === "seated") return;
    this.state.controller.abort();
    this.state = { kind: "none" };
  }

  release(): void {
    this.leaveQueue();
    this.handOver()?.release();
  }

  private adopt(seat: Seat): void {
    this.state = { kind: "seated", seat };
    seat.heldBy({
      idleSinceMs: () => this.options.idleSinceMs(),
      vacate: () => {
        this.release();
        this.options.onGivenUp();
      },
    });
  }

  private request(kind: SeatRequest["kind"], wait: boolean, handedOver?: Promise<Seat | null>): Promise<void> {
    const request: SeatRequest = { kind, controller: new AbortController(), position: null, seated: Promise.resolve() };
    this.state = request;
    request.seated = this.waitFor(request, wait, handedOver);
    return request.seated;
  }

  private async waitFor(request: SeatRequest, wait: boolean, handedOver?: Promise<Seat | null>): Promise<void> {
    const { signal } = request.controller;
    const onPosition = (position: number, etaMs: number | null) => {
      request.position = position;
      this.options.onPosition(position, etaMs);
    };
    try {
      const seat =
        (handedOver && (await handedOver)) ?? (await this.options.admission.request({ wait, signal, onPosition }));
      if (signal.aborted) seat.release();
      signal.throwIfAborted();
      this.adopt(seat);
    } catch (error) {
      if (this.state === request) this.state = { kind: "none" };
      throw error;
    }
    if (request.kind === "regaining" && request.position !== null) this.options.onRegained();
  }
}
