import type { IncomingMessage } from "node:http";
import { siteOf } from "../../lib/auth/cookies";
import { AppError } from "../../lib/errors";
import type { UserActor } from "../access/actor";
import type { RequestCredentials } from "../access/authenticate-request";
import { isFromOwnPage } from "../access/origin";

/**
 * The person behind a writing request that the main process answers itself, by the same rules as the REST interface:
 * a token, or the login cookie from one of our own pages. Throws `unauthorized` or `forbidden`.
 */
export async function actorOfRequest(
  request: IncomingMessage,
  authenticate: (credentials: RequestCredentials) => Promise<UserActor | null>,
): Promise<UserActor> {
  const { host, cookie, authorization, origin } = request.headers;
  const actor = await authenticate({
    address: request.socket.remoteAddress,
    cookie: { header: cookie, site: siteOf(host, "encrypted" in request.socket) },
    authorization,
  });
  if (!actor) throw new AppError("unauthorized");
  const fetchSite = request.headers["sec-fetch-site"];
  if (actor.credential?.kind !== "token" && !isFromOwnPage({ origin, host, fetchSite: String(fetchSite ?? "") })) {
    throw new AppError("forbidden", "This request comes from another site.");
  }
  return actor;
}
