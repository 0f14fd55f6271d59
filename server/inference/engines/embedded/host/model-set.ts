import { AppError, type ErrorCode } from "../../../../../lib/errors";
import type { ModelRole, ModelStatus } from "../../../../../lib/models";
import type { ProcessEntry } from "../../../../platform/child-process/process-entry";
import { defaultRestartPolicy } from "../../../../platform/child-process/restart-delay";
import { type Deferred, deferred } from "../../../../platform/timing/deferred";
import { untilAborted } from "../../../../platform/timing/on-abort";
import { type AttemptStatus, inState } from "../../../attempt-status";
import type { ModelControl } from "../../../model-control";
import { modelDetail } from "../../../model-detail";
import type { InstalledModel, ModelId } from "../../../models/contract";
import { downloading } from "../../../models/downloading";
import type { EmbeddedEngineOptions, EmbeddedModel, LoadMethod } from "./embedded-model";
import { type Crash, EngineProcess } from "./engine-process";
import type { MethodTable } from "./protocol";
import { type Report, StatusBoard } from "./status-board";

export interface ModelSetOptions<LoadOptions> extends EmbeddedEngineOptions {
  role: ModelRole;
  /** The program of its model process. */
  entry: ProcessEntry;
  failureCode: ErrorCode;
  niceness: number;
  /**
   * Chooses the models, in loading order, at each start of the engine. `report` shows the progress of the first
   * expected model.
   */
  choose: (signal: AbortSignal, report: Report) => Promise<readonly EmbeddedModel[]>;
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
  readonly process: EngineProcess<M>;
  readonly #options: ModelSetOptions<LoadOptions>;
  readonly #closing = new AbortController();
  #models: readonly EmbeddedModel[];
  #started: Promise<void> | null = null;
  /** Models whose files are on disk; each new process loads them again. One that can't be loaded is removed. */
  readonly #installed = new Map<ModelId, InstalledEntry>();
  #run: ProcessRun = newRun();
  /** The status of the installed models until the current process has loaded them. */
  #statusUntilLoaded: AttemptStatus = loading;
  /** An administrator unloaded it, and nobody has needed it since. */
  #isUnloaded = false;

  constructor(options: ModelSetOptions<LoadOptions>) {
    this.#options = options;
    this.#models = options.expected;
    for (const model of options.expected) this.board.begin(this.#firstStatus(model));
    this.process = new EngineProcess<M>({
      name: options.role,
      entry: options.entry,
      failureCode: options.failureCode,
      niceness: options.niceness,
      logger: options.logger,
      restart: options.restart ?? defaultRestartPolicy,
      onUp: () => this.#onUp(),
      onCrash: (crash) => this.#onCrash(crash),
    });
  }

  /**
   * Resolves when the required models are ready, rejects when one can't be; the others follow. A failed start may be
   * tried again.
   */
  start(): Promise<void> {
    this.#started ??= this.#start().catch((error: unknown) => {
      this.#started = null;
      throw error;
    });
    return this.#started;
  }

  /** Its process, for administrators. */
  readonly control: ModelControl = {
    pid: () => this.process.pid,
    restarts: () => this.process.restarts,
    lastLines: () => this.process.lastLines(),
    load: () => this.#load(),
    unload: () => this.#unload(),
  };

  async close(): Promise<void> {
    this.#closing.abort();
    await this.process.close();
    this.#run.started.reject(new AppError("model_unavailable", "The engine is closed."));
    this.#run.exited.resolve();
    this.board.stop();
  }

  /**
   * Waits until a model can be called.
   *
   *   ready                             → resolves at once
   *   unloaded by an administrator      → loads it, then as `loading`
   *   waiting, loading                  → waits; rejects with AppError `model_loading` when the engine was not started
   *   downloading                       → rejects with `model_loading`
   *   loading, restarting after a crash → rejects with `model_crashed`: the call may be made again
   *   failed, stopped, unknown          → rejects with `model_unavailable`; one that failed may be started again later
   *   signal aborts                     → rejects with its reason
   */
  async ready(id: ModelId, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isUnloaded) this.#load();
    if (this.#settled(id)) return;
    const settled = deferred<void>();
    const unsubscribe = this.board.onStatus(() => {
      try {
        if (this.#settled(id)) settled.resolve();
      } catch (error) {
        settled.reject(error);
      }
    });
    try {
      await untilAborted(settled.promise, signal);
    } finally {
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
    const [report = () => undefined] = this.#begin();
    this.#models = await this.#options.choose(signal, report);
    for (const { model } of this.board.all()) {
      if (!this.#models.some(({ id }) => id === model)) this.board.remove(model);
    }
    this.#begin();
    this.process.start();
    const required = this.#models.filter((model) => model.required);
    const others = this.#models.filter((model) => !model.required);
    for (const model of required) await this.#bringUp(model);
    void (async () => {
      // A failure is in the model's status; the engine goes on without it.
      for (const model of others) await this.#bringUp(model).catch(() => {});
    })();
  }

  /** Shows the models as waiting, except those that are there already. */
  #begin(): Report[] {
    const missing = this.#models.filter(({ id }) => !this.#installed.has(id));
    return missing.map((model) => this.board.begin(this.#firstStatus(model)));
  }

  async #bringUp(model: EmbeddedModel): Promise<void> {
    const known = this.#installed.get(model.id);
    if (known) return known.firstReady.promise;
    const { store, logger } = this.#options;
    const startedMs = performance.now();
    const report = this.board.begin(this.#firstStatus(model));
    const installed = await store
      .ensure(model.id, { signal: this.#closing.signal, onProgress: (progress) => report(downloading(progress)) })
      .catch((error: unknown) => {
        this.#closing.signal.throwIfAborted();
        this.#fail(model, report, error, "download_failed");
        throw new AppError("model_unavailable", this.board.find(model.id)?.detail ?? undefined, { cause: error });
      });
    report({ ...this.#statusUntilLoaded, licence: installed.licence });
    const entry: InstalledEntry = { model, installed, report, firstReady: deferred() };
    this.#installed.set(model.id, entry);
    void this.#keepLoaded(entry);
    await entry.firstReady.promise;
    logger.info("model_ready", {
      model: model.id,
      duration_ms: Math.round(performance.now() - startedMs),
    });
  }

  /**
   * Loads the model into the process and again into each that follows it. Settles `firstReady` once, the first time.
   */
  async #keepLoaded(entry: InstalledEntry): Promise<void> {
    const { model, installed, firstReady } = entry;
    const { signal } = this.#closing;
    const input = {
      model: model.id,
      directory: installed.directory,
      options: this.#options.loadOptions(model),
    };
    for (;;) {
      const run = this.#run;
      try {
        await run.started.promise;
        await this.process.call("load", input as M["load"]["input"], signal);
      } catch (error) {
        if (run !== this.#run && !signal.aborted) continue;
        this.#installed.delete(model.id);
        if (!signal.aborted) this.#fail(model, entry.report, error, "load_failed");
        firstReady.reject(error);
        return;
      }
      if (run !== this.#run) continue;
      entry.report(inState("ready"));
      firstReady.resolve();
      await run.exited.promise;
      if (signal.aborted) return;
    }
  }

  #fail(model: EmbeddedModel, report: Report, error: unknown, code: "download_failed" | "load_failed"): void {
    const detail = modelDetail(code, {}, error instanceof Error ? error.message : String(error));
    report({ ...inState("failed"), ...detail });
    this.#options.logger.error("model_failed", { model: model.id, error });
  }

  /** Its process ends and its models are shown as waiting, until `#load`. Resolves when the process is gone. */
  async #unload(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    if (this.#isUnloaded) return this.process.stop();
    const ended = this.#run;
    this.#run = newRun();
    this.#isUnloaded = true;
    await this.process.stop();
    if (this.#isUnloaded) this.#beginAgain(unloaded);
    // Whoever still waits for the run that ended waits for the next one.
    ended.started.reject(new AppError("model_unavailable", "The model was unloaded."));
    ended.exited.resolve();
  }

  #load(): void {
    if (!this.#isUnloaded) return;
    this.#isUnloaded = false;
    this.#statusUntilLoaded = loading;
    this.#beginAgain(loading);
    this.process.start();
  }

  #onUp(): void {
    if (this.#statusUntilLoaded.state === "failed") this.#beginAgain(restarting);
    this.#statusUntilLoaded = loading;
    this.#run.started.resolve();
  }

  #onCrash(crash: Crash): void {
    const ended = this.#run;
    this.#run = newRun();
    this.#statusUntilLoaded = crash.circuitOpen ? leftAlone(crash) : restarting;
    this.#beginAgain(this.#statusUntilLoaded);
    // Where the process was never up: whoever waits for it waits for the next one.
    ended.started.reject(new AppError("model_crashed"));
    ended.exited.resolve();
  }

  /** Begins a new attempt for each model that the process had loaded or was loading. */
  #beginAgain(status: AttemptStatus): void {
    for (const entry of this.#installed.values()) {
      const { licence } = entry.installed;
      entry.report = this.board.begin({ ...this.#firstStatus(entry.model), licence, ...status });
    }
  }

  #firstStatus(model: EmbeddedModel): ModelStatus {
    return {
      role: this.#options.role,
      model: model.id,
      name: model.name,
      kind: "embedded",
      ...inState("waiting"),
      languages: model.languages,
      trial: model.trial,
      licence: null,
      required: model.required,
    };
  }
}

const loading = inState("loading");
const restarting: AttemptStatus = { ...loading, ...modelDetail("restarting", {}, "Restarting after a crash") };

const unloaded: AttemptStatus = {
  ...inState("waiting"),
  ...modelDetail("unloaded", {}, "Unloaded: the next question loads it"),
};

function leftAlone({ how, crashes, delayMs }: Crash): AttemptStatus {
  const again = `It is started again in ${Math.round(delayMs / 1_000)} s.`;
  const detail = `The model process crashed ${crashes} times in a row (last: ${how}). ${again}`;
  return { ...inState("failed"), ...modelDetail("crashed_repeatedly", {}, detail) };
}

interface InstalledEntry {
  model: EmbeddedModel;
  installed: InstalledModel;
  /** Of the current attempt. */
  report: Report;
  firstReady: Deferred<void>;
}

/** One run of the engine's process. `started` rejects when it ended before it was up. */
interface ProcessRun {
  started: Deferred<void>;
  exited: Deferred<void>;
}
const newRun = (): ProcessRun => ({ started: deferred(), exited: deferred() });
