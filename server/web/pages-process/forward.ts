import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { requestNumberHeader } from "./bridge";
import type { PagesChild, RegisteredRequest } from "./pages-child";

export interface ForwardLimits {
  /** The pages' process must send the first or next part of the answer within this time. */
  silenceMs: number;
  /** A client that keeps the answer waiting for this long is slow, and no longer occupies a slot. */
  slowAfterMs: number;
}

export const forwardLimits: ForwardLimits = { silenceMs: 30_000, slowAfterMs: 200 };

/** A request whose body has been read completely. */
export interface ForwardedRequest {
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer | null;
}

export interface ForwardEvents {
  /** The client is slower than the pages' process: from now on the answer waits for the client only. */
  onSlowClient(): void;
  /** There will be no answer, and no part of one has been sent to the client. */
  onFailed(): void;
}

/** Headers for one hop only (RFC 9110, 7.6.1); `expect` was answered when the body was read. */
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
 * Forwards a request to the pages' process and streams the answer back, no faster than the client reads it. When either
 * side disconnects, the connection to the other side is closed too.
 */
export function forward(
  { request, response, body }: ForwardedRequest,
  { child, registered }: { child: PagesChild; registered: RegisteredRequest },
  { onSlowClient, onFailed }: ForwardEvents,
  limits: ForwardLimits = forwardLimits,
): void {
  const upstream = httpRequest({
    socketPath: child.socketPath,
    agent: child.agent,
    method: request.method,
    path: request.url,
    headers: { ...requestHeaders(request.headers, body), [requestNumberHeader]: String(registered.number) },
    setHost: false,
  });
  // True while the client has not yet taken what was written to it.
  let isPaused = false;
  let slowTimer: NodeJS.Timeout | undefined;
  const silence = setTimeout(() => {
    if (!isPaused) upstream.destroy(new Error("The pages' process is silent."));
  }, limits.silenceMs);

  upstream.on("response", (answer) => {
    silence.refresh();
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, responseHeaders(answer.rawHeaders));
    answer.on("data", (chunk: Buffer) => {
      silence.refresh();
      if (response.write(chunk)) return;
      answer.pause();
      isPaused = true;
      slowTimer ??= setTimeout(onSlowClient, limits.slowAfterMs);
    });
    response.on("drain", () => {
      clearTimeout(slowTimer);
      slowTimer = undefined;
      isPaused = false;
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
    clearTimeout(slowTimer);
    registered.answerEnded();
  });
  response.once("close", () => upstream.destroy());
  upstream.end(body ?? undefined);
}

/** Headers that the main process sets; a client must not be able to remove them by naming them in `Connection`. */
const protectedHeaders = /^(host|x-forwarded-.*|x-request-id)$/;

function requestHeaders(headers: IncomingHttpHeaders, body: Buffer | null): IncomingHttpHeaders {
  const connectionHeaders = new Set(parseHeaderList(headers.connection).filter((name) => !protectedHeaders.test(name)));
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !connectionHeaders.has(name));
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
  // A single value must not become an array: Node rejects one for some headers.
  return Object.fromEntries(
    Object.entries(kept).map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  );
}

function parseHeaderList(header: string | undefined): string[] {
  return (header ?? "").split(",").map((name) => name.trim().toLowerCase());
}
