import type { IncomingMessage, ServerResponse } from "node:http";
import { can } from "../../../lib/auth/permissions";
import { AppError, errorCodeOf } from "../../../lib/errors";
import type { AccessWatch } from "../../access/access-watch";
import type { UserActor } from "../../access/actor";
import type { RequestCredentials } from "../../access/authenticate-request";
import type { Logger } from "../../platform/observability/logger";
import { actorOfRequest } from "../actor-of-request";
import { answerError } from "../answers";
import { Changes } from "./changes";

export const liveFeedPath = "/api/live";

export interface LiveFeedOptions {
  read: () => Promise<object>;
  authenticate: (credentials: RequestCredentials) => Promise<UserActor | null>;
  access: AccessWatch;
  /** A person whose role does not allow it asked for the feed. */
  onRefused?: (actor: UserActor, refusal: AppError) => void;
  logger: Logger;
  /** How often the state is read while somebody listens, ms. */
  readEveryMs?: number;
  limits?: { listeners: number; perPerson: number };
}

export interface LiveFeed {
  /** Answers a request for the feed; false for any other request. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends all listeners. */
  close(): void;
}

/**
 * A page that is open all day on the screens of some administrators. Over HTTP/1.1 a browser opens six connections to a
 * server: with fewer dashboards than that, its other pages still load.
 */
const defaultLimits = { listeners: 32, perPerson: 4 };
/** So that the page sees that the line is alive, and proxies keep it open. */
const beatEveryMs = 5_000;
/** A listener that reads slowly is told less often, and then what changed since. */
const maxUnreadBytes = 256 * 1_024;

interface Listener {
  userId: number;
  response: ServerResponse;
  changes: Changes<object>;
  /** Nothing is written to it any more. */
  end(): void;
}

/**
 * Pushes the live state to open dashboards as server-sent events: `change` with the parts that changed, and `beat` while
 * nothing does. Only who may read metrics listens, from our own pages or with a token, and only for as long as the
 * access lasts. The state is read only while somebody listens.
 */
export function createLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { read, authenticate, access, logger, readEveryMs = 1_000, limits = defaultLimits } = options;
  const listeners = new Set<Listener>();
  let timer: NodeJS.Timeout | undefined;
  let isReading = false;
  let isFailing = false;
  let isClosed = false;

  async function push(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      const state = await read();
      isFailing = false;
      for (const listener of listeners) tell(listener, state);
    } catch (error) {
      // Each trouble is logged once: the state is read every second.
      if (!isFailing) logger.error("live_feed_failed", { error });
      isFailing = true;
    } finally {
      isReading = false;
    }
  }

  function tell({ response, changes }: Listener, state: object): void {
    if (response.writableLength > maxUnreadBytes) return;
    const changed = changes.take(state);
    if (changed) response.write(`event: change\ndata: ${JSON.stringify(changed)}\n\n`);
  }

  async function admit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "GET") throw new AppError("method_not_allowed", undefined, { allow: ["GET"] });
    const actor = await actorOfRequest(request, authenticate);
    if (!can(actor.role, "metrics:read")) {
      const refusal = new AppError("forbidden", undefined, { permission: "metrics:read" });
      options.onRefused?.(actor, refusal);
      throw refusal;
    }
    const own = [...listeners].filter(({ userId }) => userId === actor.userId).length;
    if (isClosed || listeners.size >= limits.listeners || own >= limits.perPerson) {
      throw new AppError("rate_limited", "Too many dashboards are open.", { retryAfterS: 30 });
    }
    // At once: who comes at the same moment must find the place taken.
    if (!response.destroyed) listen(actor, response);
  }

  function listen(actor: UserActor, response: ServerResponse): void {
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      // nginx would hold events back.
      "x-accel-buffering": "no",
    });
    const beat = setInterval(() => {
      if (response.writableLength === 0) response.write("event: beat\ndata: {}\n\n");
    }, beatEveryMs);
    const listener: Listener = {
      ...{ userId: actor.userId, response, changes: new Changes() },
      end() {
        leave();
        // Who reads nothing would not see the end either, and what waits for them is no longer theirs.
        if (response.writableLength > 0) response.destroy();
        else response.end();
      },
    };
    const watched = access.watch(actor, {
      onRevoked: listener.end,
      onExpired: listener.end,
      onExpiring: () => undefined,
      onRenewed: () => undefined,
    });
    function leave(): void {
      clearInterval(beat);
      watched.end();
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    }
    listeners.add(listener);
    response.once("close", leave);
    // A line that breaks while it is written to closes; without this it would end the server.
    response.on("error", (error) => logger.debug("live_feed_line_broke", { error }));
    timer ??= setInterval(() => void push(), readEveryMs);
    void push();
  }

  return {
    handle(request, response) {
      if (request.url?.split("?", 1)[0] !== liveFeedPath) return false;
      admit(request, response).catch((error: unknown) => {
        if (errorCodeOf(error) === "internal") logger.error("live_feed_failed", { error });
        answerError(response, error instanceof AppError ? error : "internal");
      });
      return true;
    },
    close() {
      isClosed = true;
      for (const listener of [...listeners]) listener.end();
    },
  };
}
