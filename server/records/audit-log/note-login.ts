import { and, count, eq, gt } from "drizzle-orm";
import { auditLog } from "../../../drizzle/schema";
import type { LoginAct } from "../../access/logins";
import { noteRepeatable, whatOf } from "../audit";
import type { RecordsContext } from "../context";

/** So many addresses of refused logins are told apart in ten minutes; the others share a row. */
const mostAddresses = 200;
const windowS = 600;

/**
 * Records a login, its renewal and its end, and refused ones by their address alone: the name that was typed may be
 * a password.
 */
export async function noteLogin(ctx: Pick<RecordsContext, "db" | "nowS">, act: LoginAct): Promise<void> {
  const nobody = { systemJob: null, address: act.address, changedFields: null };
  if (act.kind !== "refuse") {
    const what = {
      action: `login.${act.kind}`,
      entity: "login",
      entityId: act.userId,
      before: null,
      after: null,
    } as const;
    const { userId: actorUserId } = act;
    const row = { ...whatOf(what), ...nobody, actorUserId, subjectUserId: actorUserId };
    await ctx.db.write(
      (tx) =>
        void tx
          .insert(auditLog)
          .values({ ...row, at: ctx.nowS() })
          .run(),
    );
    return;
  }
  const address = await knownAddress(ctx, act.address);
  const what = {
    action: "login.refuse",
    entity: "login",
    entityId: address ?? "many",
    before: null,
    after: null,
  } as const;
  const row = { ...whatOf(what), ...nobody, address, actorUserId: null };
  await noteRepeatable(ctx, [{ ...row, outcome: "refused", reason: act.reason }], { quietS: 1 });
}

/** The address as it is to be written; null once there are too many. */
function knownAddress(ctx: Pick<RecordsContext, "db" | "nowS">, address: string | null): Promise<string | null> {
  return ctx.db.read((tx) => {
    const isRecent = and(eq(auditLog.action, "login.refuse"), gt(auditLog.at, ctx.nowS() - windowS));
    const isThere = and(isRecent, eq(auditLog.entity, "login"), eq(auditLog.entityId, address ?? "many"));
    if (tx.select({ id: auditLog.id }).from(auditLog).where(isThere).limit(1).get()) return address;
    const rows = tx.select({ rows: count() }).from(auditLog).where(isRecent).get()?.rows ?? 0;
    return rows < mostAddresses ? address : null;
  });
}
