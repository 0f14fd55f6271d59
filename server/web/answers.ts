import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, type ErrorCode, publicError } from "../../lib/errors";

/** Answers with the standard error body, and the status and headers that belong to the error. */
export function answerError(response: ServerResponse, error: ErrorCode | AppError): void {
  const { status, headers, body } = publicError(typeof error === "string" ? new AppError(error) : error);
  const text = JSON.stringify(body);
  const bodyHeaders = { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) };
  response.writeHead(status, { ...headers, ...bodyHeaders }).end(text);
}

/** True when a browser opens a page, so that a person will read the answer. */
function isPageView({ method, headers }: IncomingMessage): boolean {
  return (method === "GET" || method === "HEAD") && (headers.accept ?? "").includes("text/html");
}

/**
 * Answers while no pages' process is ready: at the start, and after one has ended. A browser gets a page that reloads
 * itself, a program gets the error body; both answers say when to try again.
 */
export function answerNoProcess(request: IncomingMessage, response: ServerResponse): void {
  if (!isPageView(request)) {
    answerError(response, new AppError("pages_unavailable", undefined, { retryAfterS: 1 }));
    return;
  }
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  response.writeHead(503, { ...headers, "retry-after": "1", refresh: "1" });
  response.end("<!doctype html><title>AVATAR</title><p>AVATAR is starting. This page opens by itself.</p>");
}

/**
 * Answers 503 when the pages' process had no room for the request, or ended while it worked on it. A browser that opens
 * a page reloads itself.
 */
export function answerBusy(request: IncomingMessage, response: ServerResponse): void {
  const retryAfterS = 2;
  if (isPageView(request)) response.setHeader("refresh", String(retryAfterS));
  answerError(response, new AppError("pages_unavailable", undefined, { retryAfterS }));
}
