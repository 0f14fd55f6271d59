import type { PrefillInput, PrefillPrompt, TurnDependencies } from "../pipeline/contract";

/** Reads the prompt of one session's next turn ahead, at most one at a time. */
export class PromptPrefill {
  private controller: AbortController | null = null;

  constructor(
    private readonly prefill: PrefillPrompt | undefined,
    private readonly dependencies: TurnDependencies,
  ) {}

  begin(input: PrefillInput): void {
    this.cancel();
    this.controller = new AbortController();
    void this.prefill?.(input, this.dependencies, this.controller.signal);
  }

  cancel(): void {
    this.controller?.abort();
  }
}
