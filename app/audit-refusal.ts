import { AppError, errorCodeOf } from "@/lib/errors";
import { type Entrance, noteRefusal } from "@/server/records/audit-log/note-refusal";
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

/** The same for a page, by its first folder: the rest of an address may name things. */
export async function auditRefusedPage(pathname: string): Promise<void> {
  const actor = await currentActor();
  const folder = /^\/[a-z-]{1,40}/.exec(pathname)?.[0];
  if (!actor || !folder) return;
  const error = new AppError("forbidden", undefined, { permission: `page ${folder}` });
  await auditRefusal(getRuntime().contextFor(actor), error, "page");
}
