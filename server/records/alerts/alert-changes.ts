import { and, desc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { alertSilences, alertWebhook, alertWebhookPast, auditLog, users } from "../../../drizzle/schema";
import type { AuditAction } from "../../../lib/audit/actions";
import { AppError } from "../../../lib/errors";
import type { HouseChangeView } from "../../../lib/house-settings";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { undoHouseChange } from "../house-changes/house-changes";
import { placeOf, webhookId, webhookIn } from "./webhook";
import { keepPast } from "./webhook-past";

const mostShown = 20;
const addressActions = ["webhook.save", "webhook.remove"] as const satisfies AuditAction[];
const silenceActions = ["alert.silence", "alert.end_silence"] as const satisfies AuditAction[];
const actions: string[] = [...addressActions, "webhook.renew_secret", ...silenceActions];

type Row = typeof auditLog.$inferSelect;
type Change = Pick<HouseChangeView, "key" | "before" | "after" | "is_secret" | "can_undo">;

/** Who changed where alerts go, and who silenced which, newest first; a secret and an address's path are not shown. */
export async function listAlertChanges(ctx: RecordsContext): Promise<HouseChangeView[]> {
  authorise(ctx.actor, "alert:manage");
  return ctx.db.read((tx) => {
    const rows = tx
      .select({ row: auditLog, by: users.username })
      .from(auditLog)
      .leftJoin(users, eq(users.id, auditLog.actorUserId))
      .where(inArray(auditLog.action, actions))
      .orderBy(desc(auditLog.id))
      .limit(mostShown)
      .all();
    return rows.map(({ row, by }) => ({ change_id: row.id, by, at: row.at, ...changeOf(tx, row, ctx.nowS()) }));
  });
}

const undoSchema = z.object({ changeId: z.number().int().positive() });

/**
 * Takes a change of the room of alerts back, also one of its lines; that is a change of its own. Throws AppError
 * `not_found`, and `conflict` where something else holds by now.
 */
export async function undoAlertChange(ctx: RecordsContext, input: z.input<typeof undoSchema>): Promise<void> {
  authorise(ctx.actor, "alert:manage");
  const { changeId } = parseInput(undoSchema, input);
  const isLine = await ctx.db.write((tx) => {
    const row = tx.select().from(auditLog).where(eq(auditLog.id, changeId)).get();
    if (row?.entity === "house_setting") return true;
    if (!row || !actions.includes(row.action)) throw new AppError("not_found");
    if (!changeOf(tx, row, ctx.nowS()).can_undo) throw new AppError("conflict");
    if (row.entity === "webhook") undoAddress(tx, ctx, row);
    else undoSilence(tx, ctx, row);
    return false;
  });
  if (isLine) await undoHouseChange(ctx, { changeId });
}

function changeOf(tx: Transaction, row: Row, nowS: number): Change {
  if (row.entity === "alert") return silenceChangeOf(tx, row, nowS);
  if (row.action === "webhook.renew_secret") {
    return { key: "secret", before: null, after: null, is_secret: true, can_undo: false };
  }
  const [before, after] = [row.before, row.after].map((side) => side && { value: side.origin });
  const canUndo =
    row.id === newestOf(tx, addressActions, row) && (row.before === null || pastIn(tx, row) !== undefined);
  return { key: "webhook", before: before ?? null, after: after ?? null, is_secret: false, can_undo: canUndo };
}

/** Of one address or one silence, the newest change holds. */
const newestOf = (tx: Transaction, among: readonly AuditAction[], { entity, entityId }: Row) =>
  tx
    .select({ id: auditLog.id })
    .from(auditLog)
    .where(and(eq(auditLog.entity, entity), eq(auditLog.entityId, entityId), inArray(auditLog.action, [...among])))
    .orderBy(desc(auditLog.id))
    .limit(1)
    .get()?.id;

const pastIn = (tx: Transaction, { id }: Row) =>
  tx.select().from(alertWebhookPast).where(eq(alertWebhookPast.changeId, id)).get();

function undoAddress(tx: Transaction, ctx: RecordsContext, row: Row): void {
  const now = webhookIn(tx);
  const past = pastIn(tx, row);
  const act = { entity: "webhook", entityId: webhookId } as const;
  const before = now ? placeOf(now.url) : null;
  const after = past ? placeOf(past.url) : null;
  const changeId = appendAudit(tx, ctx, { ...act, action: past ? "webhook.save" : "webhook.remove", before, after });
  if (past) {
    const { url, secret, secretChangedAt } = past;
    tx.insert(alertWebhook)
      .values({ id: webhookId, url, secret, secretChangedAt })
      // A secret that was made anew meanwhile stays the one that the receiver has.
      .onConflictDoUpdate({ target: alertWebhook.id, set: { url, last: null } })
      .run();
  } else tx.delete(alertWebhook).where(eq(alertWebhook.id, webhookId)).run();
  keepPast(tx, changeId, now);
}

function silenceChangeOf(tx: Transaction, row: Row, nowS: number): Change {
  const silence = silenceIn(tx, row);
  const side = (values: Row["before"]) =>
    values && silence
      ? { value: { kind: silence.kind, subject: silence.subject, reason: silence.reason, until_s: values.until } }
      : null;
  const holds = silence !== undefined && row.id === newestOf(tx, silenceActions, row);
  // A beginning is taken back while it holds; an end, while there would be something left of the silence.
  const end = row.before ? row.before.until : row.after?.until;
  const canUndo = holds && typeof end === "number" && end > nowS;
  const after = row.action === "alert.end_silence" ? null : side(row.after);
  return { key: "silence", before: side(row.before), after, is_secret: false, can_undo: canUndo };
}

const silenceIn = (tx: Transaction, { entityId }: Row) =>
  tx
    .select()
    .from(alertSilences)
    .where(eq(alertSilences.id, Number(entityId)))
    .get();

function undoSilence(tx: Transaction, ctx: RecordsContext, row: Row): void {
  const silence = silenceIn(tx, row);
  if (!silence) throw new AppError("conflict");
  const until = typeof row.before?.until === "number" ? row.before.until : ctx.nowS();
  tx.update(alertSilences).set({ until }).where(eq(alertSilences.id, silence.id)).run();
  const { kind, subject } = silence;
  const act = { entity: "alert", entityId: silence.id } as const;
  const after = { kind, subject, until };
  if (row.before) appendAudit(tx, ctx, { ...act, action: "alert.silence", before: null, after });
  else appendAudit(tx, ctx, { ...act, action: "alert.end_silence", before: { ...after, until: silence.until }, after });
}
