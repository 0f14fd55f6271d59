import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, type ErrorCode, publicError } from "../../lib/errors";
import { securityHeaders } from "../../lib/security-headers";
import type { HealthReport } from "../runtime";
import { isLoopback } from "./addresses";
import { badRequestOf, useOriginForm } from "./bad-request";
import { withErrorAnswers } from "./error-answers";
import { answerMetrics, type MetricsEndpoint, metricsRefusal } from "./metrics";

/** `trace_id` of the log's lines about this request. */
export const requestIdHeader = "x-request-id";

type NextHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface RequestHandlerDependencies {
  health: () => HealthReport;
  isAllowedHost: (hostHeader: string | undefined) => boolean;
  /** True when HTTPS is served on the same port: plain HTTP from the network is then sent there. */
  https: boolean;
  metrics: MetricsEndpoint;
  /** Null while the pages are being prepared. */
  pages: () => NextHandler | null;
}

/** Why a request is turned away whoever sends it; null when it is not. */
export function refusalOf(
  request: IncomingMessage,
  deps: Pick<RequestHandlerDependencies, "isAllowedHost" | "https">,
): "misdirected_host" | "https_required" | null {
  if (!deps.isAllowedHost(request.headers.host)) return "misdirected_host";
  const isPlainFromNetwork = deps.https && !isEncrypted(request) && !isLoopback(request.socket.remoteAddress);
  return isPlainFromNetwork ? "https_required" : null;
}

function isEncrypted(request: IncomingMessage): boolean {
  return "encrypted" in request.socket && request.socket.encrypted === true;
}

/**
 * What happens to every HTTP request before the pages see it: its answer gets the security headers, whoever gives it; `/health`
 * (no login, any Host) and `/metrics` are answered here, foreign Hosts are refused, plain HTTP from the network is redirected,
 * and the forwarded headers that next-auth trusts are ours, never the client's.
 */
export function createRequestHandler(deps: RequestHandlerDependencies) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    // By it a person who was refused something is found in the log; a client's own would be believed there.
    const requestId = randomUUID();
    request.headers[requestIdHeader] = requestId;
    response.setHeader(requestIdHeader, requestId);
    useOriginForm(request);
    const problem = badRequestOf(request);
    if (problem) {
      answerError(response, problem);
      return;
    }
    const path = (request.url ?? "/").split("?", 1)[0];
    if (path === "/health") {
      answerHealth(request, response, deps.health());
      return;
    }
    const refusal = refusalOf(request, deps);
    if (refusal === "misdirected_host") {
      answerError(response, refusal);
      return;
    }
    if (refusal === "https_required") {
      // Not kept: HTTPS may be switched off again.
      const location = `https://${request.headers.host}${request.url ?? "/"}`;
      response.writeHead(308, { location, "cache-control": "no-store" }).end();
      return;
    }
    if (path === "/metrics") {
      serveMetrics(request, response, deps.metrics);
      return;
    }
    setForwarded(request, isEncrypted(request) ? "https" : "http");
    const pages = deps.pages();
    if (!pages) {
      answerStarting(response);
      return;
    }
    withErrorAnswers(request, response, () => pages(request, response)).catch(() => {
      if (!response.headersSent) answerError(response, "internal");
      else response.destroy();
    });
  };
}

function serveMetrics(request: IncomingMessage, response: ServerResponse, metrics: MetricsEndpoint): void {
  metricsRefusal(request, metrics)
    .then((refusal) => (refusal ? answerError(response, refusal) : answerMetrics(request, response, metrics)))
    .catch(() => (response.headersSent ? response.destroy() : answerError(response, "internal")));
}

function setForwarded(request: IncomingMessage, protocol: "http" | "https"): void {
  for (const name of Object.keys(request.headers)) {
    if (name.startsWith("x-forwarded-") || name === "forwarded" || name === "x-middleware-subrequest") {
      delete request.headers[name];
    }
  }
  request.headers["x-forwarded-host"] = request.headers.host;
  request.headers["x-forwarded-proto"] = protocol;
  request.headers["x-forwarded-for"] = request.socket.remoteAddress;
}

function answerHealth(request: IncomingMessage, response: ServerResponse, report: HealthReport): void {
  response.writeHead(report.status === "ok" ? 200 : 503, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : JSON.stringify(report));
}

function answerError(response: ServerResponse, error: ErrorCode | AppError): void {
  const { status, headers, body } = publicError(typeof error === "string" ? new AppError(error) : error);
  const text = JSON.stringify(body);
  const describing = { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) };
  response.writeHead(status, { ...headers, ...describing }).end(text);
}

/** Shown for the second or two before the pages are ready; the browser tries again by itself. */
function answerStarting(response: ServerResponse): void {
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  response.writeHead(503, { ...headers, "retry-after": "1", refresh: "1" });
  response.end("<!doctype html><title>AVATAR</title><p>AVATAR is starting. This page opens by itself.</p>");
}
