import { redirect } from "next/navigation";
import { requireRight } from "@/app/audit-refusal";
import type { UserActor } from "@/server/access/actor";
import { currentActor } from "@/server/web/current-actor";

/** Guards the pages of this folder; resolves to who looks. Verbs check for themselves. */
export async function requireUserManager(): Promise<UserActor> {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  await requireRight(actor, "user:manage");
  return actor;
}
