import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { can, type Role } from "../../lib/auth/permissions";
import type { ErrorCode } from "../../lib/errors";
import { isLoopback } from "./addresses";

export interface MetricsEndpoint {
  /** Prometheus' text format. */
  exposition(): Promise<string>;
  contentType: string;
  /** Whose API token this is; null for nobody's. */
  authenticate(authorization: string): Promise<{ role: Role } | null>;
}

/** The part of a request that says where it comes from. */
interface Arrival {
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined };
}

/**
 * Why a request may not read the metrics; null when it may. A token decides alone, where there is one. Without,
 * only programs on this machine may: those that come straight from loopback, by a name of loopback.
 */
export async function metricsRefusal(
  request: Arrival,
  { authenticate }: Pick<MetricsEndpoint, "authenticate">,
): Promise<Extract<ErrorCode, "unauthorized" | "forbidden"> | null> {
  const { authorization } = request.headers;
  if (authorization === undefined) return isLocalScrape(request) ? null : "unauthorized";
  const actor = await authenticate(authorization);
  if (!actor) return "unauthorized";
  return can(actor.role, "metrics:read") ? null : "forbidden";
}

/** A reverse proxy on this machine makes everybody come from loopback: it is known by the headers it adds, or the host it keeps. */
function isLocalScrape({ socket, headers }: Arrival): boolean {
  const isForwarded = Object.keys(headers).some((name) => /^(x-forwarded-|forwarded$|x-real-ip$|via$)/.test(name));
  return isLoopback(socket.remoteAddress) && !isForwarded && isLoopbackHost(headers.host);
}

function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host);
}

/** Answers a request that may read them. */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  { exposition, contentType }: MetricsEndpoint,
): Promise<void> {
  const text = await exposition();
  response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : text);
}
