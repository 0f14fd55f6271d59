import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { requestIdHeader } from "./bridge";
import type { BegunRequest, PagesChild } from "./pages-child";

export interface ForwardLimits {
  /** The pages' process must say something of the answer, or go on with it, within this. */
  silenceMs: number;
  /** Who takes nothing of the answer for so long is waited for without a slot. */
  stalledAfterMs: number;
}

export const forwardLimits: ForwardLimits = { silenceMs: 30_000, stalledAfterMs: 200 };

/** A request whose client is there and whose body is whole. */
export interface ForwardedRequest {
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer | null;
}

export interface ForwardEvents {
  /** The client is slower than the pages: from now on the answer waits for it alone. */
  onStalled(): void;
  /** There will be no answer, and nothing of one has been sent. */
  onFailed(): void;
}

/** Of one connection alone (RFC 9110, 7.6.1); `expect` was answered when the body was read. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);

/**
 * Sends a request to the pages' process and its answer back, piece by piece as it is made and no faster than the client takes it. Whoever
 * of the two goes away takes the other one's end along.
 */
export function forward(
  { request, response, body }: ForwardedRequest,
  { child, begun }: { child: PagesChild; begun: BegunRequest },
  { onStalled, onFailed }: ForwardEvents,
  limits: ForwardLimits = forwardLimits,
): void {
  const upstream = httpRequest({
    socketPath: child.socketPath,
    agent: child.agent,
    method: request.method,
    path: request.url,
    headers: { ...requestHeaders(request.headers, body), [requestIdHeader]: String(begun.id) },
    setHost: false,
  });
  let isStalled = false;
  let stallTimer: NodeJS.Timeout | undefined;
  const silence = setTimeout(() => {
    if (!isStalled) upstream.destroy(new Error("The pages' process is silent."));
  }, limits.silenceMs);

  upstream.on("response", (answer) => {
    silence.refresh();
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, responseHeaders(answer.rawHeaders));
    answer.on("data", (chunk: Buffer) => {
      silence.refresh();
      if (response.write(chunk)) return;
      answer.pause();
      isStalled = true;
      stallTimer ??= setTimeout(onStalled, limits.stalledAfterMs);
    });
    response.on("drain", () => {
      clearTimeout(stallTimer);
      stallTimer = undefined;
      isStalled = false;
      silence.refresh();
      answer.resume();
    });
    answer.on("end", () => response.end());
    answer.on("error", () => response.destroy());
  });
  upstream.on("error", () => {
    if (response.headersSent || response.destroyed) response.destroy();
    else onFailed();
  });
  upstream.once("close", () => {
    clearTimeout(silence);
    clearTimeout(stallTimer);
    begun.over();
  });
  response.once("close", () => upstream.destroy());
  upstream.end(body ?? undefined);
}

/** What the main process says of a request: no client takes it away by naming it in `Connection`. */
const ours = /^(host|x-forwarded-.*|x-request-id)$/;

function requestHeaders(headers: IncomingHttpHeaders, body: Buffer | null): IncomingHttpHeaders {
  const named = new Set(listOf(headers.connection).filter((name) => !ours.test(name)));
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !named.has(name));
  const length = body && { "content-length": String(body.length) };
  return { ...Object.fromEntries(kept), ...length };
}

function responseHeaders(rawHeaders: string[]): OutgoingHttpHeaders {
  const kept: Record<string, string[]> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    if (hopByHop.has(name.toLowerCase())) continue;
    kept[name] = [...(kept[name] ?? []), value];
  }
  // A single value stays one: Node knows some headers by it.
  return Object.fromEntries(
    Object.entries(kept).map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  );
}

function listOf(header: string | undefined): string[] {
  return (header ?? "").split(",").map((name) => name.trim().toLowerCase());
}
