import { Listeners } from "../../../../../lib/listeners";
import { advanceAttempt, type ModelAttempt, newAttempt, saysTheSame } from "../../../../../lib/model-attempt";
import type { ModelStatus } from "../../../../../lib/models";
import { inState } from "../../../attempt-status";

/** Reports the progress of an attempt. It has no effect once the attempt is over or further on. */
export type Report = (change: Partial<ModelStatus>) => void;

/** The states of an engine's models; the only writer of them. */
export class StatusBoard {
  readonly #attempts = new Map<string, ModelAttempt<ModelStatus>>();
  readonly #listeners = new Listeners<ModelStatus>();

  all(): ModelStatus[] {
    return [...this.#attempts.values()].map(({ status }) => status);
  }

  find(model: string): ModelStatus | null {
    return this.#attempts.get(model)?.status ?? null;
  }

  /**
   * Begins an attempt to start a model, and adds the model if it is new. Only the returned function changes the
   * attempt's state.
   */
  begin(status: ModelStatus): Report {
    const { model } = status;
    const begun = newAttempt(this.#attempts.get(model) ?? null, status);
    this.#show(model, begun);
    return (change) => {
      const current = this.#attempts.get(model);
      if (current) this.#show(model, advanceAttempt(current, begun.id, change));
    };
  }

  remove(model: string): void {
    this.#attempts.delete(model);
  }

  /** Every model is stopped, for good. */
  stop(): void {
    for (const [model, attempt] of this.#attempts) {
      this.#show(model, advanceAttempt(attempt, attempt.id, inState("stopped")));
    }
  }

  /** Returns the unsubscribe function. */
  onStatus(listener: (status: ModelStatus) => void): () => void {
    return this.#listeners.add(listener);
  }

  #show(model: string, attempt: ModelAttempt<ModelStatus>): void {
    const before = this.#attempts.get(model);
    this.#attempts.set(model, attempt);
    if (before && saysTheSame(before.status, attempt.status)) return;
    this.#listeners.tell(() => this.#attempts.get(model)?.status ?? attempt.status);
  }
}
