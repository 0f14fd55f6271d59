import { and, asc, eq, gt, gte, isNull, lt, or } from "drizzle-orm";
import { z } from "zod";
import { alertIncidents, alertSilences, users } from "../../../drizzle/schema";
import {
  type AlertName,
  alertKindSchema,
  type Incident,
  type IncidentEnd,
  incidentEnds,
  type Silence,
} from "../../../lib/alerts/alerts";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { enqueue } from "../jobs/enqueue";

const number = z.number().nullable();
const openingSchema = z.object({
  kind: alertKindSchema,
  subject: z.string(),
  detail: z.string().nullable(),
  value: number,
  threshold: number,
  /** The value is of the turns of so long, seconds. */
  windowS: z.number().int().positive().nullable().default(null),
  /** Unix seconds */
  openedAt: z.number().int(),
});
export type Opening = z.input<typeof openingSchema>;

/** Keeps an alert that was opened; one that is open already stays the one that it is. */
export async function openIncident(ctx: RecordsContext, input: Opening): Promise<{ incidentId: number }> {
  authorise(ctx.actor, "alert:watch");
  const opening = parseInput(openingSchema, input);
  return ctx.db.write((tx) => {
    const open = tx.select({ id: alertIncidents.id }).from(alertIncidents).where(isOpen(opening)).get();
    if (open) return { incidentId: open.id };
    const row = { ...opening, worst: opening.value };
    return tx.insert(alertIncidents).values(row).returning({ incidentId: alertIncidents.id }).get();
  });
}

const closingSchema = z.object({
  incidentId: z.number().int().positive(),
  worst: number,
  end: z.enum(incidentEnds),
  closedAt: z.number().int(),
});

/** Closes an incident; one that is closed stays as it is. */
export async function closeIncident(ctx: RecordsContext, input: z.output<typeof closingSchema>): Promise<void> {
  authorise(ctx.actor, "alert:watch");
  const { incidentId, ...closing } = parseInput(closingSchema, input);
  const isThis = and(eq(alertIncidents.id, incidentId), isNull(alertIncidents.closedAt));
  await ctx.db.write((tx) => {
    const closed = tx.update(alertIncidents).set(closing).where(isThis).returning().get();
    // Whoever was told that it began is told that it is over, also while it is silenced.
    if (closed?.toldAt) enqueue(tx, ctx, { kind: "webhook", payload: { event: "closed", incidentId } });
  });
}

/** The alerts that are open now, the oldest first. */
export async function listOpenAlerts(ctx: RecordsContext): Promise<Incident[]> {
  authorise(ctx.actor, "metrics:read");
  return ctx.db.read((tx) => {
    const rows = tx
      .select()
      .from(alertIncidents)
      .where(isNull(alertIncidents.closedAt))
      .orderBy(asc(alertIncidents.openedAt), asc(alertIncidents.id))
      .all();
    const silences = rows.length > 0 ? silencesIn(tx, ctx.nowS()) : [];
    return rows.map((row) => incidentView(row, silences));
  });
}

/** The incidents that were open in the time, the oldest first. For verbs with an open transaction. */
export function incidentsIn(tx: Transaction, { fromS, toS, nowS }: { fromS: number; toS: number; nowS: number }) {
  const wasOpen = and(
    lt(alertIncidents.openedAt, toS),
    or(isNull(alertIncidents.closedAt), gte(alertIncidents.closedAt, fromS)),
  );
  const silences = silencesIn(tx, nowS);
  return tx
    .select()
    .from(alertIncidents)
    .where(wasOpen)
    .orderBy(asc(alertIncidents.openedAt), asc(alertIncidents.id))
    .all()
    .map((row) => incidentView(row, silences));
}

/** The silences that hold now. For verbs with an open transaction. */
export function silencesIn(tx: Transaction, nowS: number): Silence[] {
  return tx
    .select()
    .from(alertSilences)
    .leftJoin(users, eq(users.id, alertSilences.byUserId))
    .where(gt(alertSilences.until, nowS))
    .orderBy(asc(alertSilences.until))
    .all()
    .map(({ alert_silences: { id, kind, subject, reason, from, until }, users: person }) => ({
      ...{ id, kind, subject, reason, from_s: from, until_s: until },
      by: person?.username ?? null,
    }));
}

/** The silence that holds the alert's calls back; null: none. */
export function silenceOf({ kind, subject }: AlertName, silences: readonly Silence[]): Silence | null {
  const covers = (each: Silence) => each.kind === kind && (each.subject === null || each.subject === subject);
  // The one that ends last.
  return silences.findLast(covers) ?? null;
}

function incidentView(row: typeof alertIncidents.$inferSelect, silences: readonly Silence[]): Incident {
  const { id, kind, subject, detail, value, worst, threshold, windowS, openedAt, closedAt, end } = row;
  return {
    ...{ id, kind, subject, detail, value, worst, threshold, end: end as IncidentEnd | null },
    ...{ window_s: windowS, opened_at_s: openedAt, closed_at_s: closedAt },
    silence: closedAt === null ? silenceOf(row, silences) : null,
  };
}

function isOpen({ kind, subject }: AlertName) {
  return and(eq(alertIncidents.kind, kind), eq(alertIncidents.subject, subject), isNull(alertIncidents.closedAt));
}
