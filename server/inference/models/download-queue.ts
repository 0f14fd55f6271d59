import type { InstalledModel, ModelId, ModelStore, PullProgress } from "./contract";
import { type ListedModel, totalBytesOf } from "./model-file";
import type { PullAllProgress } from "./pull-all";

interface Waiting {
  id: ModelId;
  begin: () => void;
}

export interface DownloadQueueOptions {
  store: ModelStore;
  /** The models that will be requested, the most useful first. */
  order: readonly ListedModel[];
  /** Those of `order` that may not be needed: they count in the progress only once they are requested. */
  optional?: readonly ModelId[];
  /** Gets the progress of all needed models together. */
  onProgress: (progress: PullAllProgress) => void;
  /** Nothing more to fetch for now. Called only after progress. */
  onIdle: () => void;
}

export interface DownloadQueue extends ModelStore {
  /** Of all needed models together, while one is being fetched; null otherwise. */
  progress(): PullAllProgress | null;
}

/**
 * A store that fetches one model at a time: engines request theirs all at once, and parallel downloads would make the
 * first conversation wait for the last model. Models that are installed already never wait.
 */
export function createDownloadQueue({
  store,
  order,
  optional = [],
  onProgress,
  onIdle,
}: DownloadQueueOptions): DownloadQueue {
  const needed = new Set(order.map((model) => model.id).filter((id) => !optional.includes(id)));
  const rank = (id: ModelId) => order.findIndex((model) => model.id === id) >>> 0;
  const receivedBytes = new Map<ModelId, number>();
  const waiting: Waiting[] = [];
  let busy = false;
  let last: PullAllProgress | null = null;
  let counting: Promise<void> | null = null;

  /** Engines ask for some models only later: without those that are here already, too much would seem to be missing. */
  function countInstalled(): Promise<void> {
    counting ??= (async () => {
      for (const model of order) if (await store.installed(model.id)) receivedBytes.set(model.id, totalBytesOf(model));
    })();
    return counting;
  }

  function report(id: ModelId, progress: PullProgress): void {
    receivedBytes.set(id, progress.receivedBytes);
    const received = [...receivedBytes].reduce((sum, [each, bytes]) => sum + (needed.has(each) ? bytes : 0), 0);
    const totalBytes = order.reduce((sum, model) => sum + (needed.has(model.id) ? totalBytesOf(model) : 0), 0);
    last = { ...progress, model: id, receivedBytes: Math.min(received, totalBytes), totalBytes };
    onProgress(last);
  }

  async function takeTurn(id: ModelId): Promise<void> {
    if (busy) {
      await new Promise<void>((begin) => {
        waiting.push({ id, begin });
        waiting.sort((a, b) => rank(a.id) - rank(b.id));
      });
    }
    busy = true;
  }

  function endTurn(): void {
    const next = waiting.shift();
    if (next) next.begin();
    else {
      busy = false;
      if (last) onIdle();
      last = null;
    }
  }

  async function fetchInTurn(
    id: ModelId,
    { signal, onProgress: tell }: Parameters<ModelStore["ensure"]>[1],
  ): Promise<InstalledModel> {
    await takeTurn(id);
    try {
      signal?.throwIfAborted();
      await countInstalled();
      return await store.ensure(id, {
        signal,
        onProgress: (progress) => {
          report(id, progress);
          tell?.(progress);
        },
      });
    } catch (error) {
      // Another model is used instead; if this one still counted, the progress would never reach 100 %.
      if (optional.includes(id)) {
        needed.delete(id);
        receivedBytes.delete(id);
      }
      throw error;
    } finally {
      endTurn();
    }
  }

  return {
    progress: () => last,
    installed: (id) => store.installed(id),
    async ensure(id, options) {
      needed.add(id);
      const present = await store.installed(id);
      if (!present) return fetchInTurn(id, options);
      const model = order.find((each) => each.id === id);
      if (model) receivedBytes.set(id, totalBytesOf(model));
      return present;
    },
  };
}
