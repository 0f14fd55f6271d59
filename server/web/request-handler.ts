import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { securityHeaders } from "../../lib/security-headers";
import { isLoopback } from "./addresses";
import { answerError } from "./answers";
import { badRequestOf, useOriginForm } from "./bad-request";
import { inTurn } from "./in-turn";
import { answerMetrics, type MetricsEndpoint, metricsRefusal } from "./metrics";
import type { HealthReport } from "./runtime";
import { closeWhenUnread, unreadAfterMs } from "./unread-answers";

/** `trace_id` of the log's lines about this request. */
export const requestIdHeader = "x-request-id";

export interface RequestHandlerDependencies {
  health: () => HealthReport;
  isAllowedHost: (hostHeader: string | undefined) => boolean;
  /** True when HTTPS is served on the same port: plain HTTP from the network is then sent there. */
  https: boolean;
  metrics: MetricsEndpoint;
  /** Answers a request for a file of the build; false for any other request. */
  staticFiles?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** A client that takes nothing of its answer for so long is closed; default 30 s. */
  unreadAfterMs?: number;
  /** Everything else. */
  pages: (request: IncomingMessage, response: ServerResponse) => void;
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
  return inTurn((request, response) => {
    closeWhenUnread(response, deps.unreadAfterMs ?? unreadAfterMs);
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
    if (deps.staticFiles?.(request, response)) return;
    setForwarded(request, isEncrypted(request) ? "https" : "http");
    deps.pages(request, response);
  });
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
  // Unknown when the client has gone meanwhile.
  request.headers["x-forwarded-for"] = request.socket.remoteAddress ?? "";
}

function answerHealth(request: IncomingMessage, response: ServerResponse, report: HealthReport): void {
  response.writeHead(report.status === "ok" ? 200 : 503, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : JSON.stringify(report));
}
