import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Duplex } from "node:stream";
import { siteOf } from "../../../lib/auth/cookies";
import { type AppError, type ErrorCode, errorCodeOf } from "../../../lib/errors";
import { echoPath } from "../../../lib/protocol/echo";
import { wellFormed } from "../../../lib/text";
import type { AccessWatch } from "../../access/access-watch";
import { addressKey } from "../../access/address-key";
import type { RequestCredentials } from "../../access/authenticate-request";
import { classifyOrigin } from "../../access/origin";
import { unmappedAddress } from "../../access/unmapped-address";
import { arrivalOf } from "../../platform/http/arrival";
import { answerOnSocket } from "../../platform/http/raw-answer";
import type { Logger } from "../../platform/observability/logger";
import type { CeremonyDesk } from "../consent/ceremony-desk";
import type { Whereabouts } from "../session/connection";
import type { SessionManager, UserActor } from "../session/session-manager";
import { chatPath } from "./chat-transport";
import type { ClientLimits } from "./client-limits";
import { declineUpgrade } from "./decline-upgrade";
import { createEchoSocket } from "./echo-socket";
import { createPlainWebSocket } from "./plain-websocket";
import { createSocketIo } from "./socket-io";

/** A client that vanished is noticed after two unanswered pings: its seat is free within half a minute. */
const defaultPingIntervalMs = 10_000;

export interface ChatTransportDependencies {
  manager: SessionManager;
  ceremonies: CeremonyDesk;
  authenticate: (credentials: RequestCredentials) => Promise<UserActor | null>;
  /** Reports when the login or the token of an open connection is no longer valid. */
  access: AccessWatch;
  limits: ClientLimits;
  /** A client that begins no conversation for this long after its start is closed, ms. */
  silentSocketMs: number;
  /**
   * Why a request is refused, whoever the sender is (foreign Host, plain HTTP from the network); null when it is not.
   */
  refusalOf: (request: IncomingMessage) => ErrorCode | null;
  logger: Logger;
  /** Monotonic clock, ms. */
  now: () => number;
  /** Development only: handles the upgrades under `/_next/`. */
  developmentUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  pingIntervalMs?: number;
  /** Called with each error that a client is sent. */
  onErrorTold?: (code: ErrorCode) => void;
}

/** A longer User-Agent is cut: people recognise their browser by its beginning. */
const maxUserAgentChars = 300;

function whereaboutsOf(request: IncomingMessage): Whereabouts {
  return {
    address: unmappedAddress(arrivalOf(request).address ?? ""),
    userAgent: wellFormed((request.headers["user-agent"] ?? "").slice(0, maxUserAgentChars)),
  };
}

/**
 * Owns every upgrade of the servers: `/ws/chat` with an `EIO` query is Socket.IO, without one it is a plain WebSocket;
 * `/ws/echo`, which needs no login, sends back what it gets; any other path is not found, any other protocol is
 * declined. The checks come before the 101; a client that fails one gets 401, 403 or 429, among others. End the
 * sessions first (SessionManager.shutdown), then `close`.
 */
export function attachChatTransport(
  servers: readonly (HttpServer | HttpsServer)[],
  deps: ChatTransportDependencies,
): { close(): Promise<void> } {
  const pingIntervalMs = deps.pingIntervalMs ?? defaultPingIntervalMs;
  const plain = createPlainWebSocket(deps, pingIntervalMs);
  const socketIo = createSocketIo(deps, pingIntervalMs);
  const echo = createEchoSocket();

  function onUpgrade(this: HttpServer | HttpsServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.headers.upgrade?.toLowerCase() !== "websocket") {
      declineUpgrade(this, request, socket, head);
      return;
    }
    // A client may disconnect while it is being checked.
    const ignore = () => {};
    socket.on("error", ignore);
    handle(request, socket, head).catch((error: AppError) => {
      const isMeant = errorCodeOf(error) !== "internal";
      if (!isMeant) deps.logger.error("upgrade_failed", { error });
      answerOnSocket(socket, isMeant ? error : "internal");
    });
  }

  async function handle(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const target = request.url ?? "/";
    // A target such as "//" is no valid URL.
    if (!URL.canParse(target, "http://localhost")) return answerOnSocket(socket, "not_found");
    const { pathname, searchParams } = new URL(target, "http://localhost");
    if (deps.developmentUpgrade && pathname.startsWith("/_next/")) {
      deps.developmentUpgrade(request, socket, head);
      return;
    }
    const path = pathname.replace(/\/$/, "");
    if (path !== chatPath && path !== echoPath) return answerOnSocket(socket, "not_found");
    const refusal = deps.refusalOf(request);
    if (refusal) return answerOnSocket(socket, refusal);
    const { origin, host, cookie, authorization } = request.headers;
    const { address, secure } = arrivalOf(request);
    const from = classifyOrigin(origin, host);
    if (from === "foreign") return answerOnSocket(socket, "forbidden");
    if (socket.destroyed) return;
    const arrival = deps.limits.arrive(addressKey(address ?? ""));
    socket.once("close", arrival.left);
    if (path === echoPath) return echo.upgrade(request, socket, head);
    const site = siteOf(host, secure);
    const actor = await deps.authenticate({
      address,
      cookie: { header: cookie, site },
      authorization,
    });
    if (!actor) return answerOnSocket(socket, "unauthorized");
    // Only browsers use the cookie, and the upgrade of a browser always has an Origin.
    if (from === "absent" && !authorization) return answerOnSocket(socket, "forbidden");
    if (socket.destroyed) return;
    const allowance = arrival.welcome(actor.userId);
    (searchParams.has("EIO") ? socketIo : plain).upgrade(request, socket, head, {
      actor,
      from: whereaboutsOf(request),
      allowance,
    });
  }

  for (const server of servers) server.on("upgrade", onUpgrade);
  return {
    async close() {
      for (const server of servers) server.off("upgrade", onUpgrade);
      deps.access.close();
      echo.close();
      await Promise.all([plain.close(), socketIo.close()]);
    },
  };
}
