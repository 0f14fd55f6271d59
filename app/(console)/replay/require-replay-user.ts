import { redirect } from "next/navigation";
import { requireRight } from "@/app/audit-refusal";
import { currentActor } from "@/server/web/current-actor";

/** Guards the pages of this folder. Verbs check for themselves. */
export async function requireReplayUser(): Promise<void> {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  await requireRight(actor, "replay:use");
}
