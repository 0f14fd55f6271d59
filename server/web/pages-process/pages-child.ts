import { type ChildProcess, fork } from "node:child_process";
import { rmSync } from "node:fs";
import { Agent } from "node:http";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import { describeExit, exitOf } from "../../platform/child-process/child-exit";
import { childEnvironment } from "../../platform/child-process/environment";
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
import { ownOrigin } from "./own-fetch";
import { makeSocketPath } from "./socket-folder";

/** A lower priority than that of the main process, which serves the conversations. */
const niceness = 10;
/**
 * The settings of glibc as in `npm start` (package.json), but with one arena, because one thread renders. What they
 * save in this process was not measured.
 */
const memoryEnvironment = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "65536", MALLOC_TRIM_THRESHOLD_: "65536" };
const closeGraceMs = 2_000;
/** Work on a request normally stops within milliseconds after its answer ended or its client disconnected. */
const hungAfterMs = 30_000;
/** The process never got all of a request that it has not begun this long after the request's answer ended. */
const beginsWithinMs = 1_000;

export interface PagesChildOptions extends Omit<PagesProcessArguments, "socketPath"> {
  entry: ProcessEntry;
  /** Receives the output of the process; called once. */
  onOutput(streams: { stdout: Readable | null; stderr: Readable | null }): void;
  hungAfterMs?: number;
}

/** What a process gets before it answers requests: where the data is, and the verbs that it may call. */
export interface PagesData {
  settings: PagesSettings;
  verbs: LiveVerbs;
}

/** A request that counts as this process's work. */
export interface RegisteredRequest {
  /** For `requestNumberHeader`. */
  number: number;
  /** Resolves when the process has finished its work on the request, or has ended. */
  handled: Promise<void>;
  /**
   * Call it when the answer is complete or the client has disconnected. `handled` must follow soon; otherwise the
   * slot is freed, and a process that sends no message meanwhile counts as hung and is killed.
   */
  answerEnded(): void;
}

/** One pages' process, from its fork to its end. */
export class PagesChild {
  readonly socketPath = makeSocketPath();
  /** Keeps connections open while the process lives. The request queue limits how many are in use. */
  readonly agent = new Agent({ keepAlive: true, maxFreeSockets: 4 });
  /** Resolves when the process answers requests; rejects when it ends before that. */
  readonly ready: Promise<void>;
  /** Resolves with a description of the end: a signal, an exit code, or why the process could not be started. */
  readonly ended: Promise<string>;
  /** 0 until the first memory report. */
  residentBytes = 0;
  /** Called after each memory report and after each handled request. */
  onChange: () => void = () => undefined;
  readonly #child: ChildProcess;
  /** The registered requests that are not handled yet, by number; the value resolves `handled`. */
  readonly #unhandled = new Map<number, () => void>();
  /** The numbers of those on which the process has said that it works. */
  readonly #begun = new Set<number>();
  readonly #hungAfterMs: number;
  #verbs: LiveVerbs | null = null;
  #nextNumber = 1;
  #isHung = false;
  #lastMessageMs = 0;
  #hasPriority = true;

  /**
   * `isFirst`: the process keeps normal priority until it has made its first page, because nobody talks yet. That page
   * loads most of the code; at low priority, beside the models that load, it took two seconds longer.
   */
  constructor(options: PagesChildOptions & { isFirst: boolean }) {
    const { entry, onOutput, projectRoot, development, port } = options;
    this.#hungAfterMs = options.hungAfterMs ?? hungAfterMs;
    const argument: PagesProcessArguments = { projectRoot, development, port, socketPath: this.socketPath };
    const child = fork(entry.path, [JSON.stringify(argument)], {
      execArgv: entry.execArgv,
      cwd: projectRoot,
      // AUTH_TRUST_HOST: next-auth may trust the forwarded headers, because server/web/request-handler.ts sets them.
      env: {
        ...childEnvironment(process.env),
        ...memoryEnvironment,
        NEXT_TELEMETRY_DISABLED: "1",
        AUTH_TRUST_HOST: "true",
        // The origin to which Next sends requests to itself.
        __NEXT_PRIVATE_ORIGIN: ownOrigin,
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child = child;
    if (!options.isFirst) this.#lowerPriority();
    onOutput({ stdout: child.stdout, stderr: child.stderr });
    this.ended = exitOf(child).then((exit) => (this.#isHung ? "hung" : describeExit(exit)));
    this.ready = new Promise((resolve, reject) => {
      child.on("message", (message: unknown) => this.#receive(message, resolve));
      void this.ended.then((exit) => reject(new Error(`The pages' process ended before it was ready: ${exit}.`)));
    });
    this.ready.catch(() => undefined);
    void this.ended.then(() => this.#cleanUp());
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** How many requests the process works on, including those whose clients have disconnected. */
  get busy(): number {
    return this.#unhandled.size;
  }

  /** Allows the process to open the data and to answer requests. */
  allowData({ settings, verbs }: PagesData, state: LiveState): void {
    this.#verbs = verbs;
    this.#send({ type: "granted", settings, state });
  }

  push(state: LiveState): void {
    // Before `allowData` the process shows nothing; that message brings it the state.
    if (this.#verbs) this.#send({ type: "state", state });
  }

  /** Counts a request as this process's, until it is handled; the caller then sends it to `socketPath`. */
  register(): RegisteredRequest {
    const number = this.#nextNumber++;
    let timer: NodeJS.Timeout | undefined;
    const handled = new Promise<void>((resolve) => {
      this.#unhandled.set(number, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    const answerEnded = () => {
      if (!this.#unhandled.has(number)) return;
      timer ??= setTimeout(() => {
        if (this.#begun.has(number)) timer = this.#endWhenSilent(number);
        else this.#finish(number);
      }, beginsWithinMs).unref();
    };
    return { number, handled, answerEnded };
  }

  /** Ends the process; resolves when it has exited. */
  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), closeGraceMs);
    await this.ended;
    clearTimeout(timer);
  }

  #receive(received: unknown, ready: () => void): void {
    const message = parseFromPages(received);
    this.#lastMessageMs = performance.now();
    if (message.type === "ready") ready();
    else if (message.type === "began") this.#begun.add(message.requestNumber);
    else if (message.type === "handled") {
      this.#lowerPriority();
      this.#finish(message.requestNumber);
    } else if (message.type === "memory") {
      this.residentBytes = message.residentBytes;
      this.onChange();
    } else if (this.#verbs) {
      const { id, verb, input } = message;
      void runLiveVerb(this.#verbs, verb, input).then((result) => this.#send({ type: "result", id, ...result }));
    }
  }

  #lowerPriority(): void {
    const { pid } = this.#child;
    if (pid === undefined || !this.#hasPriority) return;
    this.#hasPriority = false;
    lowerPriority(pid, niceness);
  }

  /**
   * Next may never settle a request whose client has left. A process that still sends messages is well: only its slot
   * is freed. One that sends none, although it reports its memory every few seconds, hangs and is killed.
   */
  #endWhenSilent(requestNumber: number): NodeJS.Timeout {
    const sinceMs = performance.now();
    return setTimeout(() => {
      if (this.#lastMessageMs > sinceMs) return this.#finish(requestNumber);
      this.#isHung = true;
      this.#child.kill("SIGKILL");
    }, this.#hungAfterMs).unref();
  }

  #finish(requestNumber: number): void {
    this.#begun.delete(requestNumber);
    const done = this.#unhandled.get(requestNumber);
    this.#unhandled.delete(requestNumber);
    done?.();
    this.onChange();
  }

  #send(message: ToPages): void {
    // The callback swallows EPIPE: the exit of the process is noticed anyway.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #cleanUp(): void {
    this.agent.destroy();
    for (const requestNumber of [...this.#unhandled.keys()]) this.#finish(requestNumber);
    // A process that was killed could not remove its folder itself.
    rmSync(dirname(this.socketPath), { recursive: true, force: true });
  }
}
