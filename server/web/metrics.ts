import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { can } from "../../lib/auth/permissions";
import { AppError, type ErrorCode } from "../../lib/errors";
import type { UserActor } from "../access/actor";
import type { RequestCredentials } from "../access/authenticate-request";
import { hostOfHeader } from "../platform/http/host";
import { isLoopback } from "../platform/http/loopback";

export interface MetricsEndpoint {
  /** Prometheus' text format. */
  exposition(): Promise<string>;
  contentType: string;
  /** The owner of an API token; null for an unknown one. */
  authenticate(credentials: RequestCredentials): Promise<UserActor | null>;
  /** A person whose role does not allow it asked for the metrics. */
  onRefused?: (actor: UserActor, refusal: AppError) => void;
}

/** The part of a request that says where it comes from. */
interface Arrival {
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined };
  /** The client's, behind all proxies whose word is taken. */
  address?: string | undefined;
}

/**
 * Why a request may not read the metrics; null when it may. If it carries a token, the token alone decides. Without
 * one, only programs on this machine may: the connection comes from loopback, not through a proxy, and names a
 * loopback host.
 */
export async function metricsRefusal(
  request: Arrival,
  { authenticate, onRefused }: Pick<MetricsEndpoint, "authenticate" | "onRefused">,
): Promise<Extract<ErrorCode, "unauthorized" | "forbidden"> | null> {
  const { authorization } = request.headers;
  if (authorization === undefined) return isLocalScrape(request) ? null : "unauthorized";
  const actor = await authenticate({ address: request.address, authorization });
  if (!actor) return "unauthorized";
  if (can(actor.role, "metrics:read")) return null;
  onRefused?.(actor, new AppError("forbidden", undefined, { permission: "metrics:read" }));
  return "forbidden";
}

/**
 * Behind a reverse proxy on this machine every connection comes from loopback; the headers that the proxy adds, or the
 * Host that it keeps, give it away.
 */
function isLocalScrape({ socket, headers }: Arrival): boolean {
  const isForwarded = Object.keys(headers).some((name) => /^(x-forwarded-|forwarded$|x-real-ip$|via$)/.test(name));
  return isLoopback(socket.remoteAddress) && !isForwarded && isLoopback(hostOfHeader(headers.host));
}

/** Answers with the metrics; call it only for a request that `metricsRefusal` lets through. */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  { exposition, contentType }: MetricsEndpoint,
): Promise<void> {
  const text = await exposition();
  response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : text);
}
