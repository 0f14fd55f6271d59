import { forbidden, redirect } from "next/navigation";
import { can } from "@/lib/auth/permissions";
import type { UserActor } from "@/server/access/actor";
import { currentActor } from "@/server/web/current-actor";

/** Guards the pages of this folder; resolves to who looks. Verbs check for themselves. */
export async function requireUserManager(): Promise<UserActor> {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  if (!can(actor.role, "user:manage")) forbidden();
  return actor;
}
