import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { siteOfHeaders } from "../../lib/auth/cookies";
import { AppError } from "../../lib/errors";
import type { UserActor } from "../access/actor";
import { type IdentifiedPerson, identifyRequest } from "../access/authenticate-request";
import type { RecordsContext } from "../records/context";
import { getRuntime } from "./runtime";

/** Whose login cookie or token these headers carry; null when there is no valid one. */
async function personOf(requestHeaders: Headers): Promise<IdentifiedPerson | null> {
  const { authSecret, contextFor } = getRuntime();
  const { db, nowS } = contextFor({ kind: "system", job: "login" });
  const cookie = { header: requestHeaders.get("cookie"), site: siteOfHeaders(requestHeaders) };
  const credentials = {
    // The main process overwrites this header, so a client can't forge it.
    address: requestHeaders.get("x-forwarded-for") ?? undefined,
    cookie,
    authorization: requestHeaders.get("authorization"),
  };
  return identifyRequest(credentials, { db, authSecret, nowS });
}

/**
 * The sender of a request with these headers. Throws AppError `unauthorized` when there is no valid login or token, and
 * `password_change_required` for somebody who must choose a password first.
 */
export async function requireActorOf(requestHeaders: Headers): Promise<UserActor> {
  return mayAct(await personOf(requestHeaders));
}

/**
 * Who is behind the request that a page or action is answering, also somebody who must choose a password first; null
 * for an anonymous one. Cached per request.
 */
export const currentPerson = cache(async (): Promise<IdentifiedPerson | null> => personOf(await headers()));

/**
 * The user for whom a page is answered; null for an anonymous request. Who must choose a password first is sent to the
 * page for that, whatever page was asked for.
 */
export async function currentActor(): Promise<UserActor | null> {
  const person = await currentPerson();
  if (person?.mustChangePassword) redirect("/new-password");
  return person?.actor ?? null;
}

/** As `requireActorOf`, for the request that an action is answering. */
export async function requireActor(): Promise<UserActor> {
  return mayAct(await currentPerson());
}

function mayAct(person: IdentifiedPerson | null): UserActor {
  if (!person) throw new AppError("unauthorized");
  if (person.mustChangePassword) throw new AppError("password_change_required");
  return person.actor;
}

/**
 * The context for verbs, acting as the sender of the request. Throws AppError `unauthorized` for an anonymous request.
 */
export async function requireContext(): Promise<RecordsContext> {
  return getRuntime().contextFor(await requireActor());
}
