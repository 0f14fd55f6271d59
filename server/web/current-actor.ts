import { headers } from "next/headers";
import { cache } from "react";
import { siteOfHeaders } from "../../lib/auth/cookies";
import { AppError } from "../../lib/errors";
import type { UserActor } from "../access/actor";
import { authenticateRequest } from "../access/authenticate-request";
import type { ServiceContext } from "../records/context";
import { getRuntime } from "./runtime";

/** Who sent a request with these headers; null for nobody. */
export async function actorOf(requestHeaders: Headers): Promise<UserActor | null> {
  const { authSecret, contextFor } = getRuntime();
  const { db, nowS } = contextFor({ kind: "system", job: "login" });
  const cookie = { header: requestHeaders.get("cookie"), site: siteOfHeaders(requestHeaders) };
  const credentials = {
    // The main process alone sets it: a client's own is replaced.
    address: requestHeaders.get("x-forwarded-for") ?? undefined,
    cookie,
    authorization: requestHeaders.get("authorization"),
  };
  return authenticateRequest(credentials, { db, authSecret, nowS });
}

/** Who sent the request that a page or an action is answering; null for nobody. Looked up once a request. */
export const currentActor = cache(async (): Promise<UserActor | null> => actorOf(await headers()));

/** As `currentActor`; throws AppError `unauthorized` for nobody. */
export async function requireActor(): Promise<UserActor> {
  const actor = await currentActor();
  if (!actor) throw new AppError("unauthorized");
  return actor;
}

/** What services and queries take, for the one who sent the request. Throws AppError `unauthorized`. */
export async function requireContext(): Promise<ServiceContext> {
  return getRuntime().contextFor(await requireActor());
}
