import type { Admission, Seat } from "../../inference/scheduling/contract";

export interface SeatOptions {
  admission: Admission;
  /** Since when nothing is said, monotonic ms; null while something is. */
  idleSinceMs(): number | null;
  /** Its place in the queue, from 1; `etaMs` null while nothing was measured. */
  onPosition(position: number, etaMs: number | null): void;
  /** It was idle for so long that somebody else got it. */
  onGivenUp(): void;
  /** It is held again after the client was told its place in the queue. */
  onRegained(): void;
}

interface SeatRequest {
  kind: "starting" | "regaining";
  controller: AbortController;
  /** The client was told its place in the queue. */
  queued: boolean;
  seated: Promise<void>;
}

type SeatState =
  /** Before the first conversation, and after it was given up. */
  | { kind: "none" }
  /** Asked for: by a conversation that begins, or by the next words of one that had given it up. */
  | SeatRequest
  | { kind: "seated"; seat: Seat };

/** One client's right to talk: a seat of admission, or the way to it. It outlives the client's conversations. */
export class ClientSeat {
  private state: SeatState = { kind: "none" };

  constructor(private readonly options: SeatOptions) {}

  get isHeld(): boolean {
    return this.state.kind === "seated";
  }

  /** True while the client waits and was told so. */
  get isQueued(): boolean {
    return this.state.kind !== "none" && this.state.kind !== "seated" && this.state.queued;
  }

  /**
   * Asks for a seat for a conversation that begins: for one that is handed over, where there is one, else for a free one.
   * Rejects with AppError `at_capacity`, or when `leaveQueue` is called.
   */
  take({ wait, handedOver }: { wait: boolean; handedOver?: Promise<Seat | null> | undefined }): Promise<void> {
    return this.request("starting", wait, handedOver);
  }

  /** Null while it is held; else waits for a seat, in the queue if need be, and resolves when it is there. */
  regain(): Promise<void> | null {
    if (this.state.kind === "seated") return null;
    if (this.state.kind !== "none") return this.state.seated;
    const seated = this.request("regaining", true);
    // The turn that waits for it reports a failure; there may be none yet.
    seated.catch(() => undefined);
    return seated;
  }

  /** Gives the seat to the connection that takes the conversation up; null when there is none to give. */
  handOver(): Seat | null {
    if (this.state.kind !== "seated") return null;
    const { seat } = this.state;
    this.state = { kind: "none" };
    return seat;
  }

  /** A seat that is held stays. */
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
    const request: SeatRequest = { kind, controller: new AbortController(), queued: false, seated: Promise.resolve() };
    this.state = request;
    request.seated = this.waitFor(request, wait, handedOver);
    return request.seated;
  }

  private async waitFor(request: SeatRequest, wait: boolean, handedOver?: Promise<Seat | null>): Promise<void> {
    const { signal } = request.controller;
    const onPosition = (position: number, etaMs: number | null) => {
      request.queued = true;
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
    if (request.kind === "regaining" && request.queued) this.options.onRegained();
  }
}
