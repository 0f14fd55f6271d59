import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, type ErrorCode, publicError } from "../../lib/errors";

/** Answers with the one error body, its status and its headers. */
export function answerError(response: ServerResponse, error: ErrorCode | AppError): void {
  const { status, headers, body } = publicError(typeof error === "string" ? new AppError(error) : error);
  const text = JSON.stringify(body);
  const describing = { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) };
  response.writeHead(status, { ...headers, ...describing }).end(text);
}

/** Whether a person looks at the answer: a browser that opens a page. */
function isPageOpened({ method, headers }: IncomingMessage): boolean {
  return (method === "GET" || method === "HEAD") && (headers.accept ?? "").includes("text/html");
}

/**
 * While the pages' process starts: a browser is shown a page that tries again by itself, a program gets the error body, each with
 * when to come back.
 */
export function answerStarting(request: IncomingMessage, response: ServerResponse): void {
  if (!isPageOpened(request)) {
    answerError(response, new AppError("pages_unavailable", undefined, { retryAfterS: 1 }));
    return;
  }
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  response.writeHead(503, { ...headers, "retry-after": "1", refresh: "1" });
  response.end("<!doctype html><title>AVATAR</title><p>AVATAR is starting. This page opens by itself.</p>");
}

/** There are more requests than the pages can answer. A browser that opens a page tries again by itself. */
export function answerBusy(request: IncomingMessage, response: ServerResponse): void {
  const retryAfterS = 2;
  if (isPageOpened(request)) response.setHeader("refresh", String(retryAfterS));
  answerError(response, new AppError("pages_unavailable", undefined, { retryAfterS }));
}
