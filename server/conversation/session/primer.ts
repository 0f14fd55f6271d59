import type { Language } from "../../../lib/languages";
import type { ChatMessage } from "../../inference/contract";
import type { TurnDependencies } from "../pipeline/contract";

/** Prepares the language model for a turn that is being spoken; server/pipeline knows the prompt. A hint: never rejects. */
export type PrimeLanguageModel = (
  input: { sessionId: string; language: Language; history: ChatMessage[] },
  dependencies: TurnDependencies,
  signal: AbortSignal,
) => Promise<void>;

/** The preparation of one session's next turn: at most one at a time. */
export class Primer {
  private controller: AbortController | null = null;

  constructor(
    private readonly prime: PrimeLanguageModel | undefined,
    private readonly dependencies: TurnDependencies,
  ) {}

  begin(input: Parameters<PrimeLanguageModel>[0]): void {
    this.cancel();
    this.controller = new AbortController();
    void this.prime?.(input, this.dependencies, this.controller.signal);
  }

  cancel(): void {
    this.controller?.abort();
  }
}
