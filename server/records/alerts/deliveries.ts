import { and, eq, isNull, sql } from "drizzle-orm";
import { alertIncidents, alertWebhook, jobs } from "../../../drizzle/schema";
import { alertUnits } from "../../../lib/alerts/alerts";
import type { WebhookBody, WebhookDelivery } from "../../../lib/alerts/webhook";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { enqueue } from "../jobs/enqueue";
import type { JobPayloads } from "../jobs/job";
import { silenceOf, silencesIn } from "./incidents";
import { webhookIn } from "./webhook";

/** Queues the openings that nobody was told of: not those that are silenced, as long as they are. */
export async function tellOpenAlerts(ctx: RecordsContext): Promise<void> {
  authorise(ctx.actor, "alert:watch");
  const isUntold = and(isNull(alertIncidents.closedAt), isNull(alertIncidents.toldAt));
  const toTell = (tx: Transaction) => {
    const untold = tx.select().from(alertIncidents).where(isUntold).all();
    if (untold.length === 0 || !webhookIn(tx)) return [];
    const silences = silencesIn(tx, ctx.nowS());
    return untold.filter((incident) => !silenceOf(incident, silences));
  };
  // Most looks find nothing: they take no write lock.
  if ((await ctx.db.read(toTell)).length === 0) return;
  await ctx.db.write((tx) => {
    for (const incident of toTell(tx)) {
      enqueue(tx, ctx, { kind: "webhook", payload: { event: "opened", incidentId: incident.id } });
      tx.update(alertIncidents).set({ toldAt: ctx.nowS() }).where(eq(alertIncidents.id, incident.id)).run();
    }
  });
}

/**
 * What a job of the queue has to deliver, and where; null: there is no webhook any more, or no such incident, or it is
 * an opening whose end was told already, while the receiver was not there for the opening: it would never end there.
 */
export async function findDelivery(
  ctx: RecordsContext,
  { event, incidentId }: JobPayloads["webhook"],
): Promise<{ url: string; secret: string; body: WebhookBody } | null> {
  authorise(ctx.actor, "job:run");
  return ctx.db.read((tx) => {
    const webhook = webhookIn(tx);
    if (!webhook) return null;
    const { url, secret } = webhook;
    const body = { type: `alert.${event}`, timestamp: timeOf(ctx.nowS()), data: null } as const;
    if (incidentId === null) return { url, secret, body };
    const row = tx.select().from(alertIncidents).where(eq(alertIncidents.id, incidentId)).get();
    if (!row || (event === "opened" && isEndTold(tx, incidentId))) return null;
    const { id, kind, subject, detail, value, worst, threshold, openedAt, closedAt, end } = row;
    const data = {
      ...{ id, kind, subject, detail, unit: alertUnits[kind], value, worst, threshold },
      ...{ opened_at: timeOf(openedAt), closed_at: closedAt === null ? null : timeOf(closedAt), end },
    };
    return { url, secret, body: { ...body, data } };
  });
}

function isEndTold(tx: Transaction, incidentId: number): boolean {
  const { kind, state, payload, result } = jobs;
  const isItsEnd = sql`${payload} ->> 'event' = 'closed' and ${payload} ->> 'incidentId' = ${incidentId}`;
  const isTold = sql`${result} ->> 'failure' is null`;
  const told = and(eq(kind, "webhook"), eq(state, "completed"), isItsEnd, isTold);
  return tx.select({ id: jobs.id }).from(jobs).where(told).get() !== undefined;
}

/** Keeps what became of a delivery, for the page; the newest one alone. */
export async function noteDelivery(ctx: RecordsContext, last: WebhookDelivery): Promise<void> {
  authorise(ctx.actor, "job:run");
  await ctx.db.write((tx) => tx.update(alertWebhook).set({ last }).run());
}

const timeOf = (atS: number) => new Date(atS * 1_000).toISOString();
