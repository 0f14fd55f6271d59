import type { ModelStatus } from "../../../../lib/protocol/server-messages";

/** The states of an engine's models; the only writer of them. */
export class StatusBoard {
  readonly #statuses = new Map<string, ModelStatus>();
  readonly #listeners = new Set<(status: ModelStatus) => void>();

  all(): ModelStatus[] {
    return [...this.#statuses.values()];
  }

  find(model: string): ModelStatus | null {
    return this.#statuses.get(model) ?? null;
  }

  /** Adds a model or changes some of its fields, and tells the listeners when anything differs. */
  set(model: string, change: Partial<ModelStatus> | ModelStatus): void {
    const before = this.#statuses.get(model);
    const after = { ...before, ...change } as ModelStatus;
    if (before && (Object.keys(after) as (keyof ModelStatus)[]).every((key) => before[key] === after[key])) return;
    this.#statuses.set(model, after);
    for (const listener of this.#listeners) listener(after);
  }

  remove(model: string): void {
    this.#statuses.delete(model);
  }

  /** Returns the unsubscribe function. */
  onStatus(listener: (status: ModelStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
