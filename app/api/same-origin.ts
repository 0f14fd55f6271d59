import { AppError } from "@/lib/errors";
import type { UserActor } from "@/server/access/actor";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Stops other sites from writing with a person's cookie: browsers send Origin with every such request. A program sends
 * a token on purpose, so a token needs no such check. Throws AppError `forbidden`.
 */
export function assertSameOrigin(method: string, headers: Headers, actor: UserActor): void {
  if (safeMethods.has(method) || actor.credential?.kind === "token") return;
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  // Programs other than browsers send neither header, and no site can make them send somebody's cookie.
  const same =
    origin === null
      ? site === null || site === "same-origin"
      : URL.canParse(origin) && new URL(origin).host === headers.get("host");
  if (!same) throw new AppError("forbidden", "This request comes from another site.");
}
