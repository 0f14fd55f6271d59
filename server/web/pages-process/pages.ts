import type { IncomingMessage, ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { addressKey } from "../../access/address-key";
import type { PagesMetrics } from "../../platform/observability/metric-gauges";
import { answerBusy, answerError, answerStarting } from "../answers";
import { forward } from "./forward";
import { type PagesProcesses, type PagesProcessesOptions, runPagesProcesses } from "./pages-processes";
import { RequestBodies } from "./request-body";
import { type QueuedRequest, RequestQueue } from "./request-queue";

export interface PagesLimits {
  /** Requests that the process works on at the same time: it has one thread. */
  slots: number;
  maxWaiting: number;
  maxWaitMs: number;
  /** Clients slower than their answers; beyond this the one that has been slow for the longest is let go. */
  maxStalled: number;
}

export const pagesLimits: PagesLimits = { slots: 2, maxWaiting: 100, maxWaitMs: 10_000, maxStalled: 32 };

/** What the main process knows of the pages: how to pass requests on, and how the process that answers them is. */
export interface Pages extends Omit<PagesProcesses, "current" | "counts"> {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Development only: hot reload. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  metrics(): PagesMetrics;
}

/** Starts the pages' process; requests wait for it in a bounded queue, in which addresses take turns. */
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
        pass(request, response, body.bytes);
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

  /** The request has a slot; it is given back when the process is done with it, or when the client alone holds it up. */
  function pass(request: IncomingMessage, response: ServerResponse, body: Buffer | null): void {
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
      letStall(response);
    };
    try {
      forward(
        { request, response, body },
        { child, begun },
        { onStalled, onFailed: () => answerBusy(request, response) },
      );
    } catch {
      // Node refuses to send what it took in: a slot must not be lost over it.
      begun.over();
      answerError(response, "bad_request");
    }
  }

  function letStall(response: ServerResponse): void {
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
        // Too large, or no room: what still comes of the body is not read.
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
