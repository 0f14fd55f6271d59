import { forbidden, redirect } from "next/navigation";
import { can } from "@/lib/auth/permissions";
import type { RecordsContext } from "@/server/records/context";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

/** For pages that read what the house has decided while they are rendered. Verbs check for themselves. */
export async function requireHouseManager(): Promise<RecordsContext> {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  if (!can(actor.role, "settings:manage_house")) forbidden();
  return getRuntime().contextFor(actor);
}
