import type { IncomingMessage, ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { addressKey } from "../../access/address-key";
import type { PagesMetrics } from "../../platform/observability/scraped-metrics";
import { answerBusy, answerError, answerStarting } from "../answers";
import { forward } from "./forward";
import { type PagesProcesses, type PagesProcessesOptions, runPagesProcesses } from "./pages-processes";
import { RequestBodies } from "./request-body";
import { type QueuedRequest, RequestQueue } from "./request-queue";

export interface PagesLimits {
  /** How many requests the process works on at the same time; it renders on one thread. */
  slots: number;
  maxWaiting: number;
  maxWaitMs: number;
  /**
   * How many clients may read slowly at the same time; beyond it, the one that has been slow for longest is
   * disconnected.
   */
  maxStalled: number;
}

export const pagesLimits: PagesLimits = { slots: 2, maxWaiting: 100, maxWaitMs: 10_000, maxStalled: 32 };

/** The pages, as the main process sees them: where to send requests, and the state of the process that answers them. */
export interface Pages extends Omit<PagesProcesses, "current" | "counts"> {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Forwards an upgrade; used for hot reload in development only. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  metrics(): PagesMetrics;
}

/** Starts the pages' process. Requests wait for it in a bounded queue, in which client addresses take turns. */
export function createPages(options: PagesProcessesOptions & { limits?: Partial<PagesLimits> }): Pages {
  const limits = { ...pagesLimits, ...options.limits };
  const processes = runPagesProcesses(options);
  const queue = new RequestQueue(limits);
  const bodies = new RequestBodies();
  const stalled = new Set<ServerResponse>();
  let rejected = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!processes.current()) return answerStarting(request, response);
    const address = addressKey(request.socket.remoteAddress ?? "");
    const body = await bodies.read(request, address);
    if (!body) return;
    response.once("close", body.release);
    if (response.destroyed) return body.release();
    const refuse = () => {
      rejected += 1;
      clearTimeout(timer);
      answerBusy(request, response);
    };
    const waiting: QueuedRequest = {
      address,
      start() {
        clearTimeout(timer);
        dispatch(request, response, body.bytes);
      },
      refuse,
    };
    const timer = setTimeout(() => {
      queue.leave(waiting);
      refuse();
    }, limits.maxWaitMs);
    response.once("close", () => {
      clearTimeout(timer);
      queue.leave(waiting);
    });
    queue.enter(waiting);
  }

  /**
   * Sends a request that holds a slot. The slot is released when the process is done, or when only the client is slow.
   */
  function dispatch(request: IncomingMessage, response: ServerResponse, body: Buffer | null): void {
    const child = processes.current();
    if (!child) {
      answerStarting(request, response);
      queue.release();
      return;
    }
    const begun = child.begin();
    let hasSlot = true;
    const release = () => {
      if (hasSlot) queue.release();
      hasSlot = false;
    };
    void begun.handled.then(release);
    const onStalled = () => {
      release();
      addStalled(response);
    };
    try {
      forward(
        { request, response, body },
        { child, begun },
        { onStalled, onFailed: () => answerBusy(request, response) },
      );
    } catch {
      // Node can refuse to send a header that it accepted; the slot must be released then too.
      begun.answerEnded();
      answerError(response, "bad_request");
    }
  }

  function addStalled(response: ServerResponse): void {
    if (stalled.has(response)) return;
    stalled.add(response);
    response.once("close", () => stalled.delete(response));
    const [slowest] = stalled;
    if (stalled.size > limits.maxStalled) slowest?.destroy();
  }

  return {
    ready: processes.ready,
    start: processes.start,
    publish: processes.publish,
    close: processes.close,
    handle(request, response) {
      handle(request, response).catch((error: unknown) => {
        // The body was too large or there was no room for it, so the rest of it is not read.
        response.setHeader("connection", "close");
        answerError(response, error instanceof Error && "code" in error ? (error as never) : "internal");
      });
    },
    upgrade(request, socket, head) {
      const child = processes.current();
      if (!child) return void socket.destroy();
      const upstream = connect(child.socketPath);
      const lines = request.rawHeaders.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`));
      upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join("")}\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
      for (const end of [socket, upstream]) {
        end.on("error", () => undefined);
        end.once("close", () => {
          socket.destroy();
          upstream.destroy();
        });
      }
    },
    metrics: () => ({ ...processes.counts(), requests: queue.counts(), rejected }),
  };
}
