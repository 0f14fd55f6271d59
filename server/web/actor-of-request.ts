import type { IncomingMessage } from "node:http";
import { siteOf } from "../../lib/auth/cookies";
import { AppError } from "../../lib/errors";
import type { UserActor } from "../access/actor";
import type { RequestCredentials } from "../access/authenticate-request";
import { isFromOwnPage } from "../access/origin";
import { arrivalOf } from "../platform/http/arrival";

/**
 * The person behind a writing request that the main process answers itself, by the same rules as the REST interface:
 * a token, or the login cookie from one of our own pages. Throws `unauthorized` or `forbidden`.
 */
export async function actorOfRequest(
  request: IncomingMessage,
  authenticate: (credentials: RequestCredentials) => Promise<UserActor | null>,
): Promise<UserActor> {
  const { host, cookie, authorization, origin } = request.headers;
  const { address, secure } = arrivalOf(request);
  const actor = await authenticate({
    address,
    cookie: { header: cookie, site: siteOf(host, secure) },
    authorization,
  });
  if (!actor) throw new AppError("unauthorized");
  const fetchSite = request.headers["sec-fetch-site"];
  if (actor.credential?.kind !== "token" && !isFromOwnPage({ origin, host, fetchSite: String(fetchSite ?? "") })) {
    throw new AppError("forbidden", "This request comes from another site.", { permission: "own_page" });
  }
  return actor;
}
