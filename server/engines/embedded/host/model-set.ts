import { AppError, type ErrorCode } from "../../../../lib/errors";
import type { Language } from "../../../../lib/languages";
import type { ModelRole, ModelStatus } from "../../../../lib/protocol/server-messages";
import type { InstalledModel, ModelId, ModelStore } from "../../../models/contract";
import type { Logger } from "../../../observability/logger";
import { modelDetail, noDetail } from "../../model-detail";
import { type Deferred, deferred } from "./deferred";
import { downloadDetail } from "./download-detail";
import { EngineHost } from "./engine-host";
import { type ModelProcessName, processEntry } from "./process-entry";
import type { MethodTable } from "./protocol";
import { defaultRestartPolicy, type RestartPolicy } from "./restart-policy";
import { StatusBoard } from "./status-board";

export interface EmbeddedModel {
  id: ModelId;
  /** Name for people. */
  name: string;
  languages: Language[];
  trial: boolean;
  /** Chat waits for it; the others load after it. */
  required: boolean;
}

/** What every embedded engine is given. */
export interface EmbeddedEngineOptions {
  store: ModelStore;
  /** Cores that all embedded engines may use together. */
  cpuThreads: number;
  logger: Logger;
  restart?: RestartPolicy;
}

/** Each model process has this method besides its own; calling it again for a loaded model does nothing. */
export interface LoadMethod<Options> {
  load: {
    input: { model: ModelId; directory: string; options: Options };
    output: never;
  };
}

export interface ModelSetOptions<LoadOptions> extends EmbeddedEngineOptions {
  role: ModelRole;
  process: ModelProcessName;
  failureCode: ErrorCode;
  niceness: number;
  /** Which models, in loading order; asked once, when the engine starts. */
  choose: (signal: AbortSignal) => Promise<readonly EmbeddedModel[]>;
  /** Shown until `choose` has answered. */
  expected: readonly EmbeddedModel[];
  loadOptions: (model: EmbeddedModel) => LoadOptions;
}

/**
 * The models of one engine from disk (or network) to ready, in one model process, and their states.
 * After a crash the process gets the same models again. All embedded engines are thin layers over this.
 */
export class ModelSet<LoadOptions, M extends LoadMethod<LoadOptions> & MethodTable<M>> {
  readonly board = new StatusBoard();
  readonly host: EngineHost<M>;
  readonly #options: ModelSetOptions<LoadOptions>;
  readonly #closing = new AbortController();
  #models: readonly EmbeddedModel[];
  #started: Promise<void> | null = null;
  #life: Life = newLife();
  /** The process has crashed so often that it is not started again. */
  #gaveUp = false;

  constructor(options: ModelSetOptions<LoadOptions>) {
    this.#options = options;
    this.#models = options.expected;
    for (const model of options.expected) this.board.set(model.id, this.#firstStatus(model));
    this.host = new EngineHost<M>({
      name: options.process,
      entry: processEntry(options.process),
      failureCode: options.failureCode,
      niceness: options.niceness,
      logger: options.logger,
      restart: options.restart ?? defaultRestartPolicy,
      onUp: () => this.#life.up.resolve(),
      onCrash: (reason) => this.#onCrash(reason),
    });
  }

  /** Resolves when the required models are ready, rejects when one can't be; the others follow. A failed start may be tried again. */
  start(): Promise<void> {
    this.#started ??= this.#start().catch((error: unknown) => {
      this.#started = null;
      throw error;
    });
    return this.#started;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.host.close();
    this.#life.up.reject(new AppError("model_unavailable", "The engine is closed."));
    this.#life.down.resolve();
    for (const { model } of this.board.all()) this.board.set(model, { state: "stopped", progress: null, ...noDetail });
  }

  /**
   * Waits for a model that is coming up from this disk (seconds); throws the error that says why it can't be called:
   * `model_loading` while it is downloaded, `model_crashed` while it restarts, else `model_unavailable`.
   */
  async ready(id: ModelId, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#settled(id)) return;
    const settled = deferred<void>();
    const unsubscribe = this.board.onStatus(() => {
      try {
        if (this.#settled(id)) settled.resolve();
      } catch (error) {
        settled.reject(error);
      }
    });
    const onAbort = () => settled.reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await settled.promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
      unsubscribe();
    }
  }

  /** True: callable. False: coming up. Throws: not callable. */
  #settled(id: ModelId): boolean {
    const status = this.board.find(id);
    if (status?.state === "ready") return true;
    if (!status || status.state === "failed" || status.state === "stopped") {
      throw new AppError("model_unavailable", status?.detail ? `${status.name}: ${status.detail}` : undefined);
    }
    if (status.detail_code === "restarting") throw new AppError("model_crashed");
    if (status.state === "downloading" || this.#started === null) throw new AppError("model_loading");
    return false;
  }

  models(): readonly EmbeddedModel[] {
    return this.#models;
  }

  async #start(): Promise<void> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    this.#models = await this.#options.choose(signal);
    for (const { model } of this.board.all()) {
      if (!this.#models.some(({ id }) => id === model)) this.board.remove(model);
    }
    for (const model of this.#models) this.board.set(model.id, this.#firstStatus(model));
    this.host.start();
    const required = this.#models.filter((model) => model.required);
    const others = this.#models.filter((model) => !model.required);
    for (const model of required) await this.#bringUp(model);
    void (async () => {
      // A failure is in the model's status; the engine goes on without it.
      for (const model of others) await this.#bringUp(model).catch(() => {});
    })();
  }

  async #bringUp(model: EmbeddedModel): Promise<void> {
    const { store, logger } = this.#options;
    const startedMs = performance.now();
    const installed = await store
      .ensure(model.id, {
        signal: this.#closing.signal,
        onProgress: ({ receivedBytes, totalBytes, source }) =>
          this.board.set(model.id, {
            state: "downloading",
            progress: totalBytes > 0 ? Math.min(1, receivedBytes / totalBytes) : null,
            ...downloadDetail(source),
          }),
      })
      .catch((error: unknown) => {
        this.#closing.signal.throwIfAborted();
        this.#fail(model, error, "download_failed");
        throw new AppError("model_unavailable", this.board.find(model.id)?.detail ?? undefined, { cause: error });
      });
    this.board.set(model.id, {
      state: "loading",
      progress: null,
      ...noDetail,
      licence: installed.licence,
    });
    const firstReady = deferred<void>();
    void this.#keepLoaded(model, installed, firstReady);
    await firstReady.promise;
    logger.info("model_ready", {
      model: model.id,
      duration_ms: Math.round(performance.now() - startedMs),
    });
  }

  /** Loads the model into the process and again into each that follows it. Settles `firstReady` once, the first time. */
  async #keepLoaded(model: EmbeddedModel, installed: InstalledModel, firstReady: Deferred<void>): Promise<void> {
    const { signal } = this.#closing;
    const input = {
      model: model.id,
      directory: installed.directory,
      options: this.#options.loadOptions(model),
    };
    for (;;) {
      const life = this.#life;
      try {
        await life.up.promise;
        await this.host.call("load", input as M["load"]["input"], signal);
      } catch (error) {
        if (life !== this.#life && !signal.aborted) continue;
        if (!signal.aborted) this.#fail(model, error, this.#gaveUp ? "crashed_repeatedly" : "load_failed");
        firstReady.reject(error);
        return;
      }
      this.board.set(model.id, {
        state: "ready",
        progress: null,
        ...noDetail,
      });
      firstReady.resolve();
      await life.down.promise;
      if (signal.aborted) return;
    }
  }

  #fail(model: EmbeddedModel, error: unknown, code: "download_failed" | "load_failed" | "crashed_repeatedly"): void {
    const detail = modelDetail(code, {}, error instanceof Error ? error.message : String(error));
    this.board.set(model.id, { state: "failed", progress: null, ...detail });
    this.#options.logger.error("model_failed", { model: model.id, error });
  }

  #onCrash(reason: string | null): void {
    const ended = this.#life;
    this.#life = newLife();
    if (reason !== null) {
      this.#gaveUp = true;
      this.#life.up.reject(new AppError("model_unavailable", reason));
    } else {
      for (const { model, state } of this.board.all()) {
        if (state === "ready")
          this.board.set(model, {
            state: "loading",
            progress: null,
            ...restarting,
          });
      }
    }
    ended.down.resolve();
  }

  #firstStatus(model: EmbeddedModel): ModelStatus {
    return {
      role: this.#options.role,
      model: model.id,
      name: model.name,
      kind: "embedded",
      state: "waiting",
      progress: null,
      ...noDetail,
      languages: model.languages,
      trial: model.trial,
      licence: null,
      required: model.required,
    };
  }
}

const restarting = modelDetail("restarting", {}, "Restarting after a crash");

/** One life of the model process. `up` rejects when there will be none. */
interface Life {
  up: Deferred<void>;
  down: Deferred<void>;
}
const newLife = (): Life => ({ up: deferred(), down: deferred() });
