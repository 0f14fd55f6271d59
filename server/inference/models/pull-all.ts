import type { ModelId, ModelStore, PullProgress } from "./contract";
import { type ListedModel, totalBytesOf } from "./model-file";

export interface PullAllProgress extends PullProgress {
  /** The model that is being fetched; `receivedBytes` and `totalBytes` are of all together. */
  model: ModelId;
}

/**
 * Fetches the models one after another; those that are there already take no time and count in full. One that fails
 * doesn't keep the others from being fetched: returns the failures, empty when all are installed. Throws when aborted.
 */
export async function pullAll(
  store: Pick<ModelStore, "ensure">,
  models: readonly ListedModel[],
  options: { signal?: AbortSignal; onProgress?: (progress: PullAllProgress) => void },
): Promise<{ id: ModelId; error: unknown }[]> {
  const totalBytes = models.reduce((sum, model) => sum + totalBytesOf(model), 0);
  const failures: { id: ModelId; error: unknown }[] = [];
  let doneBytes = 0;
  for (const model of models) {
    options.signal?.throwIfAborted();
    try {
      await store.ensure(model.id, {
        signal: options.signal,
        onProgress: (progress) =>
          options.onProgress?.({
            ...progress,
            model: model.id,
            receivedBytes: doneBytes + progress.receivedBytes,
            totalBytes,
          }),
      });
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.push({ id: model.id, error });
      continue;
    }
    doneBytes += totalBytesOf(model);
  }
  return failures;
}
