import { type ChildProcess, fork } from "node:child_process";
import { rmSync } from "node:fs";
import { Agent } from "node:http";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import { describeExit, exitOf } from "../../platform/child-process/child-exit";
import { withoutSecrets } from "../../platform/child-process/environment";
import { lowerPriority } from "../../platform/child-process/priority";
import type { ProcessEntry } from "../../platform/child-process/process-entry";
import {
  type LiveState,
  type LiveVerbs,
  type PagesProcessArguments,
  type PagesSettings,
  parseFromPages,
  runLiveVerb,
  type ToPages,
} from "./bridge";
import { makeSocketPath } from "./socket-folder";

/** Below the main process, in which people talk. */
const niceness = 10;
/** The main process's (bench/README.md), with one arena: rendering is one thread's work. What they save here was not measured. */
const memoryEnvironment = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "65536", MALLOC_TRIM_THRESHOLD_: "65536" };
const closeGraceMs = 2_000;
/** Whoever works on a request stops within milliseconds of its end, or of its client's. */
const hungAfterMs = 30_000;
/** A request that is over and was not begun by then never reached the process whole: nobody works on it. */
const beginsWithinMs = 1_000;

export interface PagesChildOptions extends Omit<PagesProcessArguments, "socketPath"> {
  entry: ProcessEntry;
  /** Takes what the process prints; called once. */
  onOutput(streams: { stdout: Readable | null; stderr: Readable | null }): void;
  hungAfterMs?: number;
}

/** What a process is given before it answers requests. */
export interface PagesStart {
  settings: PagesSettings;
  verbs: LiveVerbs;
}

/** A request that the process works on. */
export interface BegunRequest {
  id: number;
  /** Resolves when nobody works on it any more; also when the process has ended. */
  handled: Promise<void>;
  /** Its answer is whole, or its client gone: `handled` must follow soon, or the process that began it hangs and is ended. */
  over(): void;
}

/** One pages' process, from its fork to its end. */
export class PagesChild {
  readonly socketPath = makeSocketPath();
  /** Keeps connections open as long as the process lives; how many there are is the queue's business. */
  readonly agent = new Agent({ keepAlive: true, maxFreeSockets: 4 });
  /** Resolves when it answers requests; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves with how it ended: a signal, an exit code, or why it could not be started. */
  readonly ended: Promise<string>;
  /** 0 until it has said so. */
  residentBytes = 0;
  /** Called after each report of its memory, and when a request is handled. */
  onChange: () => void = () => undefined;
  readonly #child: ChildProcess;
  readonly #handled = new Map<number, () => void>();
  readonly #begun = new Set<number>();
  readonly #hungAfterMs: number;
  #verbs: LiveVerbs | null = null;
  #nextRequestId = 1;
  #isHung = false;
  #hasPriority = true;

  /**
   * `isFirst`: nobody talks yet, so it has everybody's priority until it has made its first page, which loads most of its code: models
   * that load at the same time made that take two seconds longer.
   */
  constructor(options: PagesChildOptions & { isFirst: boolean }) {
    const { entry, onOutput, projectRoot, development, port } = options;
    this.#hungAfterMs = options.hungAfterMs ?? hungAfterMs;
    const argument: PagesProcessArguments = { projectRoot, development, port, socketPath: this.socketPath };
    const child = fork(entry.path, [JSON.stringify(argument)], {
      execArgv: entry.execArgv,
      cwd: projectRoot,
      // next-auth takes its URLs from the forwarded headers, which are ours (server/web/request-handler.ts).
      env: {
        ...withoutSecrets(process.env),
        ...memoryEnvironment,
        NEXT_TELEMETRY_DISABLED: "1",
        AUTH_TRUST_HOST: "true",
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child = child;
    if (!options.isFirst) this.#lowerPriority();
    onOutput({ stdout: child.stdout, stderr: child.stderr });
    this.ended = exitOf(child).then((exit) => (this.#isHung ? "hung" : describeExit(exit)));
    this.ready = new Promise((resolve, reject) => {
      child.on("message", (message: unknown) => this.#receive(message, resolve));
      void this.ended.then((how) => reject(new Error(`The pages' process ended before it was ready: ${how}.`)));
    });
    this.ready.catch(() => undefined);
    void this.ended.then(() => this.#cleanUp());
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Requests that it works on, those of clients that went away included. */
  get busy(): number {
    return this.#handled.size;
  }

  /** Lets it open the data. */
  start({ settings, verbs }: PagesStart, state: LiveState): void {
    this.#verbs = verbs;
    this.#send({ type: "start", settings, state });
  }

  push(state: LiveState): void {
    // Before its start it is told the state with it.
    if (this.#verbs) this.#send({ type: "state", state });
  }

  begin(): BegunRequest {
    const id = this.#nextRequestId++;
    let timer: NodeJS.Timeout | undefined;
    const handled = new Promise<void>((resolve) => {
      this.#handled.set(id, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    const over = () => {
      if (!this.#handled.has(id)) return;
      timer ??= setTimeout(() => {
        if (this.#begun.has(id)) timer = setTimeout(() => this.#endHung(), this.#hungAfterMs).unref();
        else this.#finish(id);
      }, beginsWithinMs).unref();
    };
    return { id, handled, over };
  }

  /** Ends it; resolves when it is gone. */
  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), closeGraceMs);
    await this.ended;
    clearTimeout(timer);
  }

  #receive(received: unknown, ready: () => void): void {
    const message = parseFromPages(received);
    if (message.type === "ready") ready();
    else if (message.type === "began") this.#begun.add(message.requestId);
    else if (message.type === "handled") {
      this.#lowerPriority();
      this.#finish(message.requestId);
    } else if (message.type === "memory") {
      this.residentBytes = message.residentBytes;
      this.onChange();
    } else if (this.#verbs) {
      const { id, verb, input } = message;
      void runLiveVerb(this.#verbs, verb, input).then((failure) => this.#send({ type: "result", id, failure }));
    }
  }

  #lowerPriority(): void {
    const { pid } = this.#child;
    if (pid === undefined || !this.#hasPriority) return;
    this.#hasPriority = false;
    lowerPriority(pid, niceness);
  }

  #endHung(): void {
    this.#isHung = true;
    this.#child.kill("SIGKILL");
  }

  #finish(requestId: number): void {
    this.#begun.delete(requestId);
    const done = this.#handled.get(requestId);
    this.#handled.delete(requestId);
    done?.();
    this.onChange();
  }

  #send(message: ToPages): void {
    // The callback swallows EPIPE: a process that ends is noticed by its exit.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #cleanUp(): void {
    this.agent.destroy();
    for (const requestId of [...this.#handled.keys()]) this.#finish(requestId);
    // It removes its folder itself unless it was killed.
    rmSync(dirname(this.socketPath), { recursive: true, force: true });
  }
}
