import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, errorCodeOf } from "../../lib/errors";
import { securityHeaders } from "../../lib/security-headers";
import { arrivalOf } from "../platform/http/arrival";
import { isLoopback } from "../platform/http/loopback";
import { answerError } from "./answers";
import { asksToContinue } from "./asks-to-continue";
import { badRequestOf, useOriginForm } from "./bad-request";
import type { HealthReport } from "./health";
import { answerMetrics, type MetricsEndpoint, metricsRefusal } from "./metrics";
import { onePerConnection } from "./one-per-connection";
import { closeWhenUnread, unreadAfterMs } from "./unread-answers";

/** Carries the id that log lines about this request show as `trace_id`. */
const requestIdHeader = "x-request-id";

export interface RequestHandlerDependencies {
  health: () => HealthReport;
  isAllowedHost: (hostHeader: string | undefined) => boolean;
  /** True when HTTPS is served on the same port; plain HTTP from the network is then redirected to it. */
  https: boolean;
  metrics: MetricsEndpoint;
  /** Notes where a request comes from when a trusted proxy has passed it on (trusted-proxies.ts). */
  noteArrival?: (request: IncomingMessage) => void;
  /** Answers a request for a file of the build; false for any other request. */
  staticFiles?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** A client that reads nothing of its answer for this long is disconnected; default 30 s. */
  unreadAfterMs?: number;
  /** Answers a request that brings files; false for any other request. */
  uploads?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Answers an open dashboard; false for any other request. */
  liveFeed?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** What a device may fetch before it trusts the server; each answers false for any other request. */
  connect?: {
    authority(request: IncomingMessage, response: ServerResponse): boolean;
    /** Instead of the redirect to HTTPS. */
    plainPage(request: IncomingMessage, response: ServerResponse): boolean;
  };
  /** Answers every other request. */
  pages: (request: IncomingMessage, response: ServerResponse) => void;
}

/**
 * Why a request is not served where it arrived: it names another host, or comes from the network without encryption.
 * Null when it is served.
 */
export function refusalOf(
  request: IncomingMessage,
  deps: Pick<RequestHandlerDependencies, "isAllowedHost" | "https">,
): "misdirected_host" | "https_required" | null {
  if (!deps.isAllowedHost(request.headers.host)) return "misdirected_host";
  const { address, secure } = arrivalOf(request);
  return deps.https && !secure && !isLoopback(address) ? "https_required" : null;
}

/**
 * Handles every HTTP request before the pages see it. All answers get the security headers. `/health` (no login, any
 * Host), `/metrics` and static files are answered here; foreign Hosts are refused; plain HTTP from the network is
 * redirected. The forwarded headers, which next-auth trusts, are replaced by our own; those of a trusted proxy are heard first.
 */
export function createRequestHandler(deps: RequestHandlerDependencies) {
  return onePerConnection((request, response) => {
    closeWhenUnread(response, deps.unreadAfterMs ?? unreadAfterMs);
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    // The id leads from a failed request to its log lines. A client's own id is replaced: it could impersonate another.
    const requestId = randomUUID();
    request.headers[requestIdHeader] = requestId;
    response.setHeader(requestIdHeader, requestId);
    useOriginForm(request);
    deps.noteArrival?.(request);
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
    if (deps.connect?.authority(request, response)) return;
    if (refusal === "https_required" && deps.connect?.plainPage(request, response)) return;
    if (refusal === "https_required" && arrivalOf(request).isProtocolUnknown) {
      // A redirect would lead back to the same proxy for ever.
      answerError(response, new AppError(refusal, "The proxy sends no X-Forwarded-Proto. See docs/proxy.md."));
      return;
    }
    if (refusal === "https_required") {
      // Browsers must not cache the redirect: HTTPS may be switched off again.
      const location = `https://${request.headers.host}${request.url ?? "/"}`;
      response.writeHead(308, { location, "cache-control": "no-store" }).end();
      return;
    }
    if (path === "/metrics") {
      serveMetrics(request, response, deps.metrics);
      return;
    }
    if (deps.staticFiles?.(request, response)) return;
    if (deps.uploads?.(request, response)) return;
    if (deps.liveFeed?.(request, response)) return;
    if (asksToContinue(request)) response.writeContinue();
    setForwarded(request);
    deps.pages(request, response);
  });
}

function serveMetrics(request: IncomingMessage, response: ServerResponse, metrics: MetricsEndpoint): void {
  const { headers, socket } = request;
  metricsRefusal({ headers, socket, address: arrivalOf(request).address }, metrics)
    .then((refusal) => (refusal ? answerError(response, refusal) : answerMetrics(request, response, metrics)))
    .catch((error) => (response.headersSent ? response.destroy() : answerError(response, errorCodeOf(error))));
}

function setForwarded(request: IncomingMessage): void {
  const { address, secure } = arrivalOf(request);
  for (const name of Object.keys(request.headers)) {
    if (name.startsWith("x-forwarded-") || name === "forwarded" || name === "x-middleware-subrequest") {
      delete request.headers[name];
    }
  }
  request.headers["x-forwarded-host"] = request.headers.host;
  request.headers["x-forwarded-proto"] = secure ? "https" : "http";
  request.headers["x-forwarded-for"] = address ?? "";
}

function answerHealth(request: IncomingMessage, response: ServerResponse, report: HealthReport): void {
  response.writeHead(report.status === "ok" ? 200 : 503, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : JSON.stringify(report));
}
