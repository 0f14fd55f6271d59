import { AppError, type ErrorCode, errorCatalogue, errorCodeOf } from "../../../../../lib/errors";
import { type Child, startModule } from "../../../../platform/child-process/child";
import { type ChildExit, describeExit } from "../../../../platform/child-process/child-exit";
import { lowerPriority } from "../../../../platform/child-process/priority";
import type { ProcessEntry } from "../../../../platform/child-process/process-entry";
import { failuresThatCount, type RestartPolicy, restartDelay } from "../../../../platform/child-process/restart-delay";
import type { Logger } from "../../../../platform/observability/logger";
import { AsyncQueue } from "../../../../platform/timing/async-queue";
import { onAbort } from "../../../../platform/timing/on-abort";
import { onnxStaysHere } from "./onnx-options";
import type { FromModelChild, MethodTable, ToModelChild } from "./protocol";

export interface EngineProcessOptions {
  /** For logs. */
  name: string;
  entry: ProcessEntry;
  /** The code of an error that the model process did not name itself. */
  failureCode: ErrorCode;
  logger: Logger;
  restart: RestartPolicy;
  /**
   * Scheduling priority of the process, 1–19: below the web process, so that sockets are served first when models want
   * every core.
   */
  niceness: number;
  /** The process ended by itself, or could not be started. It is started again after the pause. */
  onCrash: (crash: Crash) => void;
  /** The process is up, for the first time or again; load the models. */
  onUp: () => void;
}

export interface Crash {
  /** For people: "exit code 7", "SIGKILL". */
  how: string;
  /** Number of crashes in a row, including this one. */
  crashes: number;
  /** Pause before the next start. */
  delayMs: number;
  /** It has crashed so often that the pause is a long one. */
  circuitOpen: boolean;
}

/**
 * How long a cancelled call may go on after its deadline before the process counts as hung: no step of a model takes
 * longer.
 */
const hungAfterMs = 5_000;

/**
 * The parent's side of one embedded engine's process (model-child.ts is the child's): keeps it alive and calls the
 * methods in it. Calls are streams; a crash fails the calls in flight with `model_crashed`, and the process is started
 * again after a growing pause, as the restart policy says. It is our own because worker pools (`piscina`, `tinypool`)
 * give one result per call, and cancel a call by ending its worker: the next call would wait for the models to load.
 */
export class EngineProcess<M extends MethodTable<M>> {
  readonly #options: EngineProcessOptions;
  readonly #pending = new Map<number, AsyncQueue<unknown>>();
  /** Calls that ran into their deadline and were cancelled, until the child has stopped them. */
  readonly #overdue = new Map<number, NodeJS.Timeout>();
  #child: Child | null = null;
  /** Since when the process answers, on the monotonic clock, ms; null while it does not. */
  #upSinceMs: number | null = null;
  #closed = false;
  /** Ended on purpose, until the next `start`. */
  #stopped = false;
  /** `start` was called while a process that was stopped had not exited yet. */
  #startsAfterExit = false;
  #starts = 0;
  #nextId = 1;
  #crashes = 0;
  #restartTimer: NodeJS.Timeout | null = null;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  /** Process id of the child; null while there is none. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Starts after the first one. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  /** What it printed last; empty once people's words reached it. */
  lastLines(): readonly string[] {
    return this.#child?.tail.lines() ?? [];
  }

  /** Starts it unless it runs; one that is being stopped is followed by the next one. */
  start(): void {
    if (this.#closed || this.#restartTimer) return;
    if (this.#child) {
      this.#startsAfterExit = this.#stopped;
      return;
    }
    this.#stopped = false;
    this.#startsAfterExit = false;
    this.#starts += 1;
    const { name, entry, niceness, logger } = this.#options;
    const child = startModule(entry, onnxStaysHere);
    this.#child = child;
    child.handle?.on("message", (message: FromModelChild) => {
      // The last messages of an earlier child may arrive after its exit.
      if (this.#child === child) this.#receive(message);
    });
    void child.exited.then((exit) => this.#ended(child, exit));
    if (child.pid === null) return;
    // Set the priority now, while the child has one thread: later threads inherit it.
    const refusal = lowerPriority(child.pid, niceness);
    if (refusal) logger.warn("model_process_priority_unchanged", { error: refusal });
    logger.debug("model_process_started", { engine: name, pid: child.pid });
  }

  /** One call. Aborting throws the signal's reason at once and cancels the call; so does leaving the loop early. */
  async *stream<K extends keyof M & string>(
    method: K,
    input: M[K]["input"],
    signal: AbortSignal,
  ): AsyncGenerator<M[K]["output"], void, undefined> {
    signal.throwIfAborted();
    if (this.#closed) throw new AppError("model_unavailable", "The engine is closed.");
    if (this.#upSinceMs === null) throw new AppError("model_crashed");
    const id = this.#nextId++;
    const queue = new AsyncQueue<unknown>();
    const stopListening = onAbort(signal, (reason) => queue.fail(reason));
    this.#pending.set(id, queue);
    // From its first call on, the child's output may quote what people said.
    if (method !== "load") this.#child?.tail.redact();
    try {
      this.#send({ type: "call", id, method, input });
      yield* queue.read() as AsyncGenerator<M[K]["output"]>;
      // An abort after the last item still ends the iteration with the reason.
      signal.throwIfAborted();
    } finally {
      stopListening();
      // Still pending: the consumer stopped before the child did.
      if (this.#pending.delete(id)) this.#cancel(id, signal);
    }
  }

  /** A call whose last item is its result. */
  async call<K extends keyof M & string>(
    method: K,
    input: M[K]["input"],
    signal: AbortSignal,
  ): Promise<M[K]["output"] | undefined> {
    let last: M[K]["output"] | undefined;
    for await (const output of this.stream(method, input, signal)) last = output;
    return last;
  }

  /** Ends the process until `start` and fails what is in flight. Resolves when the child has exited. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#startsAfterExit = false;
    await this.#end("The model was unloaded.");
  }

  /** Ends the process for good. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end("The engine is closed.");
  }

  async #end(why: string): Promise<void> {
    if (this.#restartTimer) clearTimeout(this.#restartTimer);
    this.#restartTimer = null;
    this.#failPending(new AppError("model_unavailable", why));
    this.#child?.signal("SIGKILL");
    await this.#child?.exited;
  }

  /**
   * Asks the child to stop the call. If the call timed out and the child has not stopped it after `hungAfterMs`, the
   * process is killed: native code can't be interrupted.
   */
  #cancel(id: number, signal: AbortSignal): void {
    this.#send({ type: "cancel", id });
    const { name, logger } = this.#options;
    if (!signal.aborted || errorCodeOf(signal.reason) !== "model_timeout") return;
    const child = this.#child;
    const end = () => {
      logger.error("model_process_hung", { engine: name, pid: child?.pid });
      child?.signal("SIGKILL");
    };
    this.#overdue.set(id, setTimeout(end, hungAfterMs));
  }

  #callStopped(id: number): void {
    clearTimeout(this.#overdue.get(id));
    this.#overdue.delete(id);
  }

  #send(message: ToModelChild): void {
    // The callback swallows EPIPE: a dying child is reported once, by its exit.
    const handle = this.#child?.handle;
    if (handle?.connected) handle.send(message, () => {});
  }

  #receive(message: FromModelChild): void {
    if (message.type === "ready") {
      this.#upSinceMs = performance.now();
      this.#options.onUp();
      return;
    }
    if (message.type !== "item") this.#callStopped(message.id);
    const queue = this.#pending.get(message.id);
    if (!queue) return;
    if (message.type === "item") {
      queue.push(message.output);
      return;
    }
    // The call is over: a crash before its last item is read does not fail it.
    this.#pending.delete(message.id);
    if (message.type === "end") queue.end();
    else queue.fail(this.#errorOf(message));
  }

  #errorOf({ code, message }: { code: string | null; message: string }): AppError {
    if (code !== null && code in errorCatalogue) return new AppError(code as ErrorCode, message);
    return new AppError(this.#options.failureCode, undefined, {
      cause: new Error(message),
    });
  }

  #ended(child: Child, exit: ChildExit): void {
    const upMs = this.#upSinceMs === null ? null : performance.now() - this.#upSinceMs;
    this.#child = null;
    this.#upSinceMs = null;
    this.#failPending(new AppError("model_crashed"));
    if (this.#startsAfterExit) this.start();
    else if (!this.#closed && !this.#stopped) this.#crashed(child, describeExit(exit), upMs);
  }

  #crashed(child: Child, how: string, upMs: number | null): void {
    const { restart, onCrash } = this.#options;
    const crashes = failuresThatCount(restart, this.#crashes, upMs) + 1;
    this.#crashes = crashes;
    const { delayMs, circuitOpen } = restartDelay(restart, crashes, false, Math.random());
    void this.#report(child, { how, crashes, restart_in_ms: Math.round(delayMs), circuit_open: circuitOpen });
    this.#restartTimer = setTimeout(() => {
      this.#restartTimer = null;
      this.start();
    }, delayMs);
    onCrash({ how, crashes, delayMs, circuitOpen });
  }

  async #report({ tail, tailRead }: Child, fields: Record<string, unknown>): Promise<void> {
    const { name, logger } = this.#options;
    await tailRead;
    logger.error("model_process_crashed", {
      ...{ engine: name, ...fields },
      ...{ last_words: tail.last(), last_lines: tail.lines() },
    });
  }

  #failPending(error: AppError): void {
    for (const id of this.#overdue.keys()) this.#callStopped(id);
    for (const queue of this.#pending.values()) queue.fail(error);
    this.#pending.clear();
  }
}
