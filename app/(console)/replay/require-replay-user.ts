import { forbidden, redirect } from "next/navigation";
import { can } from "@/lib/auth/permissions";
import { currentActor } from "@/server/web/current-actor";

/** Guards the pages of this folder. Verbs check for themselves. */
export async function requireReplayUser(): Promise<void> {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  if (!can(actor.role, "replay:use")) forbidden();
}
