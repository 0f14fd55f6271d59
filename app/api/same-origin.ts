import { AppError } from "@/lib/errors";
import type { UserActor } from "@/server/access/actor";
import { isFromOwnPage } from "@/server/access/origin";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Stops other sites from writing with a person's cookie: browsers send Origin with every such request. A program sends
 * a token on purpose, so a token needs no such check. Throws AppError `forbidden`.
 */
export function assertSameOrigin(method: string, headers: Headers, actor: UserActor): void {
  if (safeMethods.has(method) || actor.credential?.kind === "token") return;
  const same = isFromOwnPage({
    origin: headers.get("origin") ?? undefined,
    host: headers.get("host") ?? undefined,
    fetchSite: headers.get("sec-fetch-site") ?? "",
  });
  if (!same) {
    throw new AppError("forbidden", "This request comes from another site.", { permission: "own_page" });
  }
}
