import type { IncomingMessage, ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { addressKey } from "../../access/address-key";
import { arrivalOf } from "../../platform/http/arrival";
import type { PagesMetrics } from "../../platform/observability/scraped-metrics";
import { answerBusy, answerError, answerNoProcess } from "../answers";
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
  maxSlowClients: number;
}

export const pagesLimits: PagesLimits = { slots: 2, maxWaiting: 100, maxWaitMs: 10_000, maxSlowClients: 32 };

/** The pages, as the main process sees them: where to send requests, and the state of the process that answers them. */
export interface Pages extends Omit<PagesProcesses, "current" | "counts"> {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Forwards an upgrade; used for hot reload in development only. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  metrics(): PagesMetrics;
}

/** Starts the pages' process. Requests wait for it in a bounded queue, which serves client addresses in rotation. */
export function createPages(options: PagesProcessesOptions & { limits?: Partial<PagesLimits> }): Pages {
  const limits = { ...pagesLimits, ...options.limits };
  const processes = runPagesProcesses(options);
  const queue = new RequestQueue(limits);
  const bodies = new RequestBodies();
  /** The answers to slow clients; the client that has been slow for longest comes first. */
  const toSlowClients = new Set<ServerResponse>();
  let rejected = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!processes.current()) return answerNoProcess(request, response);
    const address = addressKey(arrivalOf(request).address ?? "");
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
      answerNoProcess(request, response);
      queue.release();
      return;
    }
    const registered = child.register();
    let hasSlot = true;
    const release = () => {
      if (hasSlot) queue.release();
      hasSlot = false;
    };
    void registered.handled.then(release);
    const onSlowClient = () => {
      release();
      addSlow(response);
    };
    try {
      forward(
        { request, response, body },
        { child, registered },
        { onSlowClient, onFailed: () => answerBusy(request, response) },
      );
    } catch {
      // Node can refuse to send a header that it accepted; the slot must be released then too.
      registered.answerEnded();
      answerError(response, "bad_request");
    }
  }

  function addSlow(response: ServerResponse): void {
    if (toSlowClients.has(response)) return;
    toSlowClients.add(response);
    response.once("close", () => toSlowClients.delete(response));
    const [longest] = toSlowClients;
    if (toSlowClients.size > limits.maxSlowClients) longest?.destroy();
  }

  return {
    ready: processes.ready,
    allowData: processes.allowData,
    publish: processes.publish,
    close: processes.close,
    pids: processes.pids,
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
