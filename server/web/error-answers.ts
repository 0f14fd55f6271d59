import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { AppError, type ErrorCode, publicError } from "../../lib/errors";
import { type RequestOutcome, withRequestOutcome } from "./request-outcome";

/** Set by Next when it does not know the action; the page's script reads it. */
const unknownActionHeader = "x-nextjs-action-not-found";
/** Next's own answers, and the code that says the same. A status that is not here is one of ours, with its own code in the body. */
const codeOfStatus: Partial<Record<number, ErrorCode>> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  408: "request_timeout",
  409: "conflict",
  413: "message_too_large",
  414: "uri_too_long",
  416: "range_not_satisfiable",
  431: "headers_too_large",
  500: "internal",
};

/**
 * Runs Next's handler so that each error leaves by one door: with the one error body, but for pages that people read and what the pages'
 * script reads (React's stream), which keep theirs; and with the status of what an action reported (server/web/request-outcome.ts).
 */
export function withErrorAnswers<T>(request: IncomingMessage, response: ServerResponse, handle: () => T): T {
  const outcome: RequestOutcome = { actionBegan: false, error: null };
  replaceErrors(request, response, outcome);
  return withRequestOutcome(outcome, handle);
}

/** What leaves instead of what Next wrote: its status and headers, and the body where it is replaced. */
function replacementOf(
  request: Pick<IncomingMessage, "method" | "url">,
  { status, type, isUnknownAction }: { status: number; type: string; isUnknownAction: boolean },
  { actionBegan, error }: RequestOutcome,
): { error: AppError | unknown; keepsBody: boolean } | null {
  const isApi = /^\/api(?![^/?])/.test(request.url ?? "");
  const isRead = /^text\/(html|x-component)\b/.test(type) && !isApi;
  // A redirect says itself where to go.
  if (error !== null && (status < 300 || status >= 400)) return { error, keepsBody: isRead };
  if (isUnknownAction) return { error: new AppError("not_found"), keepsBody: false };
  // Nothing of ours has run: Next could not read what an action or a form should be.
  if (status === 500 && request.method === "POST" && !isApi && !actionBegan) {
    return { error: new AppError("bad_request"), keepsBody: false };
  }
  if (status < 400 || isRead || /\bjson\b/.test(type)) return null;
  const code = codeOfStatus[status];
  return code ? { error: new AppError(code), keepsBody: false } : null;
}

/** Headers of a body that is replaced. */
const bodyHeaders = ["content-length", "content-encoding", "transfer-encoding", "etag", "accept-ranges"];

function replaceErrors(request: IncomingMessage, response: ServerResponse, outcome: RequestOutcome): void {
  const original = {
    writeHead: response.writeHead.bind(response) as (status: number, headers?: OutgoingHttpHeaders) => ServerResponse,
    write: response.write.bind(response) as (...rest: unknown[]) => boolean,
    end: response.end.bind(response) as (...rest: unknown[]) => ServerResponse,
  };
  let replacedBy: string | null = null;

  function writeHead(status: number, ...rest: unknown[]): ServerResponse {
    const given = rest.find((value) => typeof value === "object" && value !== null) as OutgoingHttpHeaders | undefined;
    for (const [name, value] of pairsOf(given)) response.setHeader(name, value);
    const type = String(response.getHeader("content-type") ?? "");
    const isUnknownAction = response.hasHeader(unknownActionHeader);
    const replacement = replacementOf(request, { status, type, isUnknownAction }, outcome);
    if (!replacement) return original.writeHead(status);
    const { status: rightStatus, headers, body } = publicError(replacement.error);
    // What Next knows better: the methods that its route has.
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (replacement.keepsBody) return original.writeHead(rightStatus);
    replacedBy = JSON.stringify(body);
    for (const name of bodyHeaders) response.removeHeader(name);
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.setHeader("content-length", Buffer.byteLength(replacedBy));
    return original.writeHead(rightStatus);
  }

  function write(...rest: unknown[]): boolean {
    if (!response.headersSent) writeHead(response.statusCode);
    if (replacedBy === null) return original.write(...rest);
    callbackOf(rest)?.();
    return true;
  }

  function end(...rest: unknown[]): ServerResponse {
    if (!response.headersSent) writeHead(response.statusCode);
    return replacedBy === null ? original.end(...rest) : original.end(replacedBy, callbackOf(rest));
  }

  Object.assign(response, { writeHead, write, end });
}

function callbackOf(values: unknown[]): (() => void) | undefined {
  return values.find((value) => typeof value === "function") as (() => void) | undefined;
}

/** Headers as Node takes them: an object, or names and values in turn. */
function pairsOf(headers: OutgoingHttpHeaders | readonly unknown[] | undefined): [string, string | string[]][] {
  if (!Array.isArray(headers)) {
    return Object.entries((headers ?? {}) as OutgoingHttpHeaders).map(([name, value]) => [name, textOf(value)]);
  }
  const grouped = new Map<string, string[]>();
  for (let at = 0; at < headers.length; at += 2) {
    const name = String(headers[at]).toLowerCase();
    grouped.set(name, [...(grouped.get(name) ?? []), String(headers[at + 1])]);
  }
  return [...grouped].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]);
}

const textOf = (value: unknown): string | string[] => (Array.isArray(value) ? value.map(String) : String(value));
