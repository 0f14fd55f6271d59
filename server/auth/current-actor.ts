import { headers } from "next/headers";
import { cache } from "react";
import { AppError } from "../../lib/errors";
import { getRuntime } from "../runtime";
import type { ServiceContext, UserActor } from "../services/context";
import { authenticateRequest } from "./authenticate-request";

/** Who sent the request that a page, an action or a route handler is answering; null for nobody. Once a request. */
export const currentActor = cache(async (): Promise<UserActor | null> => {
  const requestHeaders = await headers();
  const runtime = getRuntime();
  const { db, now } = runtime.contextFor({ kind: "system" });
  return authenticateRequest(
    { cookie: requestHeaders.get("cookie"), authorization: requestHeaders.get("authorization") },
    { db, authSecret: runtime.authSecret, now },
  );
});

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
