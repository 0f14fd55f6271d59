import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { AppError, type ErrorCode, publicError } from "../../lib/errors";
import { isApiUrl } from "./api-url";
import { type RequestOutcome, withRequestOutcome } from "./request-outcome";

/** Next sets this header when it does not know the action; the page's script reads it. */
const unknownActionHeader = "x-nextjs-action-not-found";
/**
 * The error code for each status that Next itself answers with. Any other error status comes from our own code, which
 * has put its code into the body already.
 */
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
 * Runs Next's handler and rewrites its error answers to the standard error body. Pages and React's stream, which the
 * pages' script reads, keep their bodies. The status is the one of the error that an action reported, if any
 * (server/web/request-outcome.ts).
 */
export function withErrorAnswers<T>(request: IncomingMessage, response: ServerResponse, handle: () => T): T {
  const outcome: RequestOutcome = { actionBegan: false, error: null };
  replaceErrors(request, response, outcome);
  return withRequestOutcome(outcome, handle);
}

/**
 * The error to answer with instead of what Next wrote, and whether Next's body stays; null to leave the answer alone.
 */
function replacementOf(
  request: Pick<IncomingMessage, "method" | "url">,
  { status, type, isUnknownAction }: { status: number; type: string; isUnknownAction: boolean },
  { actionBegan, error }: RequestOutcome,
): { error: unknown; keepsBody: boolean } | null {
  const isApi = isApiUrl(request.url ?? "");
  const keepsBody = /^text\/(html|x-component)\b/.test(type) && !isApi;
  // A redirect must keep its status and location.
  if (error !== null && (status < 300 || status >= 400)) return { error, keepsBody };
  if (isUnknownAction) return { error: new AppError("not_found"), keepsBody: false };
  // None of our code has run: Next could not parse the action or form.
  if (status === 500 && request.method === "POST" && !isApi && !actionBegan) {
    return { error: new AppError("bad_request"), keepsBody: false };
  }
  if (status < 400 || keepsBody || /\bjson\b/.test(type)) return null;
  const code = codeOfStatus[status];
  return code ? { error: new AppError(code), keepsBody: false } : null;
}

/** Headers that describe a body, and become wrong when it is replaced. */
const bodyHeaders = ["content-length", "content-encoding", "transfer-encoding", "etag", "accept-ranges"];

function replaceErrors(request: IncomingMessage, response: ServerResponse, outcome: RequestOutcome): void {
  const original = {
    writeHead: response.writeHead.bind(response) as (status: number, headers?: OutgoingHttpHeaders) => ServerResponse,
    write: response.write.bind(response) as (...rest: unknown[]) => boolean,
    end: response.end.bind(response) as (...rest: unknown[]) => ServerResponse,
  };
  let replacementBody: string | null = null;

  function writeHead(status: number, ...rest: unknown[]): ServerResponse {
    const extraHeaders = rest.find((value) => typeof value === "object" && value !== null) as
      | OutgoingHttpHeaders
      | undefined;
    for (const [name, value] of pairsOf(extraHeaders)) response.setHeader(name, value);
    const type = String(response.getHeader("content-type") ?? "");
    const isUnknownAction = response.hasHeader(unknownActionHeader);
    const replacement = replacementOf(request, { status, type, isUnknownAction }, outcome);
    if (!replacement) return original.writeHead(status);
    const { status: errorStatus, headers, body } = publicError(replacement.error);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (replacement.keepsBody) return original.writeHead(errorStatus);
    replacementBody = JSON.stringify(body);
    for (const name of bodyHeaders) response.removeHeader(name);
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.setHeader("content-length", Buffer.byteLength(replacementBody));
    return original.writeHead(errorStatus);
  }

  function write(...rest: unknown[]): boolean {
    if (!response.headersSent) writeHead(response.statusCode);
    if (replacementBody === null) return original.write(...rest);
    callbackOf(rest)?.();
    return true;
  }

  function end(...rest: unknown[]): ServerResponse {
    if (!response.headersSent) writeHead(response.statusCode);
    return replacementBody === null ? original.end(...rest) : original.end(replacementBody, callbackOf(rest));
  }

  Object.assign(response, { writeHead, write, end });
}

function callbackOf(values: unknown[]): (() => void) | undefined {
  return values.find((value) => typeof value === "function") as (() => void) | undefined;
}

/** Header pairs from either form that Node takes: an object, or an array in which names and values alternate. */
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
