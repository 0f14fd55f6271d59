import { forbidden } from "next/navigation";
import type { Entrance } from "@/lib/audit/entrances";
import { can, type Permission } from "@/lib/auth/permissions";
import { AppError, errorCodeOf } from "@/lib/errors";
import type { UserActor } from "@/server/access/actor";
import { noteRefusal } from "@/server/records/audit-log/note-refusal";
import type { RecordsContext } from "@/server/records/context";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

/** Records an act that was refused for want of a right; the refusal is answered also where that fails. */
export async function auditRefusal(ctx: RecordsContext, error: unknown, via: Entrance): Promise<void> {
  await noteRefusal(ctx, error, via).catch((cause: unknown) => {
    getRuntime().logger.error("refusal_not_audited", { error: cause });
  });
}

/** The same for what an action threw. */
export async function auditRefusedAction(error: unknown): Promise<void> {
  if (errorCodeOf(error) !== "forbidden" && !(error as Partial<AppError>).permission) return;
  const actor = await currentActor();
  if (actor) await auditRefusal(getRuntime().contextFor(actor), error, "action");
}

/** Refuses a page to whose role has not the right, and records that. Next's own `forbidden.tsx` is made for every page. */
export async function requireRight(actor: UserActor, permission: Permission): Promise<void> {
  if (can(actor.role, permission)) return;
  await auditRefusal(getRuntime().contextFor(actor), new AppError("forbidden", undefined, { permission }), "page");
  forbidden();
}
