import type { PrimeInput, PrimeReply, TurnDependencies } from "../pipeline/contract";

/** The preparation of one session's next turn: at most one at a time. */
export class Primer {
  private controller: AbortController | null = null;

  constructor(
    private readonly prime: PrimeReply | undefined,
    private readonly dependencies: TurnDependencies,
  ) {}

  begin(input: PrimeInput): void {
    this.cancel();
    this.controller = new AbortController();
    void this.prime?.(input, this.dependencies, this.controller.signal);
  }

  cancel(): void {
    this.controller?.abort();
  }
}
