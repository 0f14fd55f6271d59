import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, type ErrorCode, errorCatalogue, errorCodeOf } from "../../../../../lib/errors";
import { withoutSecrets } from "../../../../platform/child-process/environment";
import type { ProcessEntry } from "../../../../platform/child-process/process-entry";
import { failuresThatCount, type RestartPolicy, restartDelay } from "../../../../platform/child-process/restart-delay";
import { createStderrTail, type StderrTail } from "../../../../platform/child-process/stderr-tail";
import type { Logger } from "../../../../platform/observability/logger";
import { AsyncQueue } from "../../../../platform/timing/async-queue";
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
  /** Scheduling priority of the process, 1–19: below the web process, so that sockets are served first when models want every core. */
  niceness: number;
  /** The process ended by itself, or could not be started. It is started again after the pause. */
  onCrash: (crash: Crash) => void;
  /** The process is up, for the first time or again; load the models. */
  onUp: () => void;
}

export interface Crash {
  /** For people: "exit code 7", "SIGKILL". */
  how: string;
  /** In a row, this one counted. */
  crashes: number;
  /** Until it is started again. */
  delayMs: number;
  /** It crashed so often that it is left alone for a longer while. */
  circuitOpen: boolean;
}

/** A call that has run into its deadline and goes on for so long after its cancel hangs: no step of a model takes longer. */
const hungAfterMs = 5_000;
/** For what is still in the pipe of a child that has ended, ms. */
const lastWordsMs = 500;

/**
 * Runs one model process and keeps it alive. Calls are streams; a crash fails the calls in flight with `model_crashed`
 * and the process is started again after a growing pause, as the restart policy says.
 */
export class EngineProcess<M extends MethodTable<M>> {
  readonly #options: EngineProcessOptions;
  readonly #pending = new Map<number, AsyncQueue<unknown>>();
  /** Calls that ran into their deadline and were cancelled, until the child has stopped them. */
  readonly #overdue = new Map<number, NodeJS.Timeout>();
  #child: ChildProcess | null = null;
  #words = createStderrTail();
  /** Since when the process answers, on the monotonic clock, ms; null while it does not. */
  #upSinceMs: number | null = null;
  #closed = false;
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

  start(): void {
    if (this.#closed || this.#child || this.#restartTimer) return;
    const { name, logger } = this.#options;
    const words = createStderrTail();
    let child: ChildProcess;
    try {
      child = this.#fork();
    } catch (error) {
      // As for want of memory: some failures of a start are thrown, others told as events.
      this.#crashed(`could not be started: ${(error as Error).message}`, words);
      return;
    }
    this.#child = child;
    this.#words = words;
    // At once, while the child has one thread: the threads that it makes later inherit it.
    if (child.pid !== undefined) lowerPriority(child.pid, this.#options.niceness, logger);
    const lines = words.stream();
    child.stderr?.setEncoding("utf8").on("data", lines.push).once("end", lines.end);
    child.on("message", (message: FromModelChild) => {
      // Its last words may arrive after its exit: they are not those of the child that runs now.
      if (this.#child === child) this.#receive(message);
    });
    child.on("error", (error) => {
      // A child that could not be started emits no exit.
      if (child.pid === undefined) this.#ended(child, `could not be started: ${error.message}`, words);
    });
    const isOver = new Promise<void>((resolve) => void child.once("close", () => resolve()));
    child.once("exit", (code, signal) => this.#ended(child, signal ?? `exit code ${code}`, words, isOver));
    logger.debug("model_process_started", { engine: name, pid: child.pid });
  }

  #fork(): ChildProcess {
    const { path, execArgv } = this.#options.entry;
    return fork(path, [], {
      execArgv,
      serialization: "advanced",
      cwd: dirname(path),
      env: { ...withoutSecrets(process.env), ...onnxStaysHere },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
  }

  /** One call. Aborting throws the signal's reason at once and tells the child; leaving the loop early does the same. */
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
    const onAbort = () => queue.fail(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#pending.set(id, queue);
    // Until its first call after the models are loaded nobody has told the child anything.
    if (method !== "load") this.#words.redact();
    try {
      this.#send({ type: "call", id, method, input });
      yield* queue.read() as AsyncGenerator<M[K]["output"]>;
      // An abort after the last item still ends the iteration with the reason.
      signal.throwIfAborted();
    } finally {
      signal.removeEventListener("abort", onAbort);
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

  /** Ends the process and fails what is in flight. Resolves when the child is gone. */
  async close(): Promise<void> {
    if (this.#restartTimer) clearTimeout(this.#restartTimer);
    this.#restartTimer = null;
    this.#closed = true;
    this.#failPending(new AppError("model_unavailable", "The engine is closed."));
    const child = this.#child;
    if (!child || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGKILL");
    await gone;
  }

  /** Native code can't be stopped from outside: a process that hangs in it is ended, and started again. */
  #cancel(id: number, signal: AbortSignal): void {
    this.#send({ type: "cancel", id });
    const { name, logger } = this.#options;
    if (!signal.aborted || errorCodeOf(signal.reason) !== "model_timeout") return;
    const child = this.#child;
    const end = () => {
      logger.error("model_process_hung", { engine: name, pid: child?.pid });
      child?.kill("SIGKILL");
    };
    this.#overdue.set(id, setTimeout(end, hungAfterMs));
  }

  #stopped(id: number): void {
    clearTimeout(this.#overdue.get(id));
    this.#overdue.delete(id);
  }

  #send(message: ToModelChild): void {
    // The callback swallows EPIPE: a dying child is reported once, by its exit.
    if (this.#child?.connected) this.#child.send(message, () => {});
  }

  #receive(message: FromModelChild): void {
    if (message.type === "ready") {
      this.#upSinceMs = performance.now();
      this.#options.onUp();
      return;
    }
    if (message.type !== "item") this.#stopped(message.id);
    const queue = this.#pending.get(message.id);
    if (!queue) return;
    if (message.type === "item") {
      queue.push(message.output);
      return;
    }
    this.#pending.delete(message.id);
    if (message.type === "end") {
      // It is whole: the process may crash before the last of it is read.
      this.#pending.delete(message.id);
      queue.end();
    } else queue.fail(this.#errorOf(message));
  }

  #errorOf({ code, message }: { code: string | null; message: string }): AppError {
    if (code !== null && code in errorCatalogue) return new AppError(code as ErrorCode, message);
    return new AppError(this.#options.failureCode, undefined, {
      cause: new Error(message),
    });
  }

  #ended(child: ChildProcess, how: string, words: StderrTail, isOver?: Promise<void>): void {
    if (this.#child !== child) return;
    this.#child = null;
    const upMs = this.#upSinceMs === null ? null : performance.now() - this.#upSinceMs;
    this.#crashes = failuresThatCount(this.#options.restart, this.#crashes, upMs);
    this.#upSinceMs = null;
    this.#failPending(new AppError("model_crashed"));
    if (!this.#closed) this.#crashed(how, words, isOver);
  }

  #crashed(how: string, words: StderrTail, isOver?: Promise<void>): void {
    const { restart, onCrash } = this.#options;
    const crashes = ++this.#crashes;
    const { delayMs, circuitOpen } = restartDelay(restart, crashes, false, Math.random());
    const fields = { how, crashes, restart_in_ms: Math.round(delayMs), circuit_open: circuitOpen };
    void this.#report(fields, words, isOver);
    this.#restartTimer = setTimeout(() => {
      this.#restartTimer = null;
      this.start();
    }, delayMs);
    onCrash({ how, crashes, delayMs, circuitOpen });
  }

  /** When its last words have been read, or can't be. */
  async #report(fields: Record<string, unknown>, words: StderrTail, isOver: Promise<void> | undefined): Promise<void> {
    const { name, logger } = this.#options;
    if (isOver) await Promise.race([isOver, sleep(lastWordsMs, undefined, { ref: false })]);
    logger.error("model_process_crashed", {
      ...{ engine: name, ...fields },
      ...{ last_words: words.last(), last_lines: words.lines() },
    });
  }

  #failPending(error: AppError): void {
    for (const id of this.#overdue.keys()) this.#stopped(id);
    for (const queue of this.#pending.values()) queue.fail(error);
    this.#pending.clear();
  }
}

function lowerPriority(pid: number, niceness: number, logger: Logger): void {
  try {
    setPriority(pid, niceness);
  } catch (error) {
    logger.warn("model_process_priority_unchanged", { error });
  }
}
