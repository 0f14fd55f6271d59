import { headers } from "next/headers";
import { cache } from "react";
import { siteOfHeaders } from "../../lib/auth/cookies";
import { AppError } from "../../lib/errors";
import type { UserActor } from "../access/actor";
import { authenticateRequest } from "../access/authenticate-request";
import type { RecordsContext } from "../records/context";
import { getRuntime } from "./runtime";

/** The user whose login cookie or token these headers carry; null when there is no valid one. */
export async function actorOf(requestHeaders: Headers): Promise<UserActor | null> {
  const { authSecret, contextFor } = getRuntime();
  const { db, nowS } = contextFor({ kind: "system", job: "login" });
  const cookie = { header: requestHeaders.get("cookie"), site: siteOfHeaders(requestHeaders) };
  const credentials = {
    // The main process overwrites this header, so a client can't forge it.
    address: requestHeaders.get("x-forwarded-for") ?? undefined,
    cookie,
    authorization: requestHeaders.get("authorization"),
  };
  return authenticateRequest(credentials, { db, authSecret, nowS });
}

/** The user behind the request that a page or action is answering; null for an anonymous one. Cached per request. */
export const currentActor = cache(async (): Promise<UserActor | null> => actorOf(await headers()));

/** Like `currentActor`, but throws AppError `unauthorized` for an anonymous request. */
export async function requireActor(): Promise<UserActor> {
  const actor = await currentActor();
  if (!actor) throw new AppError("unauthorized");
  return actor;
}

/**
 * The context for verbs, acting as the sender of the request. Throws AppError `unauthorized` for an anonymous request.
 */
export async function requireContext(): Promise<RecordsContext> {
  return getRuntime().contextFor(await requireActor());
}
