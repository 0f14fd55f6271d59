import { basename } from "node:path";
import { AppError } from "../../../lib/errors";
import { Listeners } from "../../../lib/listeners";
import { advanceAttempt, type ModelAttempt, newAttempt } from "../../../lib/model-attempt";
import type { ModelRole } from "../../../lib/models";
import { type AttemptStatus, inState } from "../attempt-status";
import { modelDetail } from "../model-detail";
import { catalogue } from "../models/catalogue";
import type { ModelStore, PullProgress } from "../models/contract";
import { downloading } from "../models/downloading";
import { ensureServerModel, type ServerModel, serverModelId } from "../models/server-models";
import type { ModelProcessConfig } from "../settings";

const notFetched = inState("waiting");

/** The files of the model that one of our servers needs: fetches them and says how far the download is. */
export interface ModelFiles {
  ensure(signal: AbortSignal): Promise<void>;
  model(): ServerModel;
  name: string;
  /** The download while it runs or after it failed; null otherwise. */
  status(): AttemptStatus | null;
  onStatus(listener: () => void): () => void;
}

/** `makeMore`: makes what the process needs beside its model. */
export function createModelFiles(
  role: ModelRole,
  settings: ModelProcessConfig,
  store: ModelStore,
  makeMore: (signal: AbortSignal) => Promise<void> = async () => undefined,
): ModelFiles {
  const id = serverModelId(role, settings);
  const listeners = new Listeners();
  let model: ServerModel = { path: settings.model ?? "", id, licence: id && catalogue[id].licence };
  let attempt: ModelAttempt<AttemptStatus> = newAttempt(null, notFetched);
  const show = (next: ModelAttempt<AttemptStatus>) => {
    if (next === attempt) return;
    attempt = next;
    listeners.tell(() => undefined);
  };
  return {
    async ensure(signal) {
      show(newAttempt(attempt, notFetched));
      const { id: own } = attempt;
      const report = (change: Partial<AttemptStatus>) => show(advanceAttempt(attempt, own, change));
      try {
        const onProgress = (progress: PullProgress) => report(downloading(progress));
        model = await ensureServerModel(role, settings, store, { signal, onProgress });
        await makeMore(signal);
        report(inState("ready"));
      } catch (cause) {
        signal.throwIfAborted();
        const message = cause instanceof Error ? cause.message : String(cause);
        report({ ...inState("failed"), ...modelDetail("download_failed", {}, message) });
        throw new AppError("model_unavailable", message, { cause });
      }
    },
    model: () => model,
    name: id ?? settings.model ?? basename(settings.command?.[0] ?? role),
    status: () => (attempt.status.state === "downloading" || attempt.status.state === "failed" ? attempt.status : null),
    onStatus: (listener) => listeners.add(listener),
  };
}
