import { randomBytes } from "node:crypto";
import { and, count, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { alertWebhook, jobs } from "../../../drizzle/schema";
import { type WebhookView, webhookUrlSchema } from "../../../lib/alerts/webhook";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { type PrivatePost, PrivatePostFailure, privateAddressesOf } from "../../platform/http/post-privately";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { enqueue } from "../jobs/enqueue";
import { keepPast } from "./webhook-past";

/** The one row. */
export const webhookId = 1;

/** Where alerts are sent; null: nowhere. */
export async function readWebhook(ctx: RecordsContext): Promise<WebhookView | null> {
  authorise(ctx.actor, "alert:manage");
  return ctx.db.read((tx) => {
    const webhook = webhookIn(tx);
    if (!webhook) return null;
    const isUnderWay = and(eq(jobs.kind, "webhook"), inArray(jobs.state, ["waiting", "active"]));
    const waiting = tx.select({ jobs: count() }).from(jobs).where(isUnderWay).get()?.jobs ?? 0;
    const { url, secretChangedAt, last } = webhook;
    return { url, secret_changed_at_s: secretChangedAt, last, waiting };
  });
}

const saveSchema = z.object({
  url: webhookUrlSchema,
  /** Where they were sent as far as whoever decides has seen; null: nowhere. */
  basedOn: z.string().nullable(),
});

/**
 * Says where alerts are sent. The secret is made with the first address and told this once; later it stays: null. What
 * could never be delivered is refused: AppError `address_outside` or `name_unresolved`; and `conflict` where they are
 * sent elsewhere by now.
 */
export async function saveWebhook(
  ctx: RecordsContext,
  input: z.input<typeof saveSchema>,
  resolve?: PrivatePost["resolve"],
): Promise<{ secret: string | null }> {
  authorise(ctx.actor, "alert:manage");
  const { url, basedOn } = parseInput(saveSchema, input);
  await requirePrivate(url, resolve);
  return ctx.db.write((tx) => {
    const before = webhookIn(tx);
    if (before?.url === url) return { secret: null };
    if ((before?.url ?? null) !== basedOn) throw new AppError("conflict");
    const act = { action: "webhook.save", entity: "webhook", entityId: webhookId } as const;
    const places = { before: before ? placeOf(before.url) : null, after: placeOf(url) };
    keepPast(tx, appendAudit(tx, ctx, { ...act, ...places }), before);
    if (before) {
      tx.update(alertWebhook).set({ url, last: null }).where(eq(alertWebhook.id, webhookId)).run();
      return { secret: null };
    }
    const secret = newSecret();
    tx.insert(alertWebhook).values({ id: webhookId, url, secret, secretChangedAt: ctx.nowS() }).run();
    return { secret };
  });
}

const seenSchema = z.object({
  /** The webhook as whoever decides has seen it. */
  basedOn: z.object({ url: z.string(), secret_changed_at_s: z.number() }),
});

/**
 * Signs with a new secret from now on, which is told this once. Throws AppError `not_found` without a webhook, and
 * `conflict` where it is another by now.
 */
export async function renewWebhookSecret(
  ctx: RecordsContext,
  input: z.input<typeof seenSchema>,
): Promise<{ secret: string }> {
  authorise(ctx.actor, "alert:manage");
  const { basedOn } = parseInput(seenSchema, input);
  return ctx.db.write((tx) => {
    const before = requireWebhook(tx);
    requireSeen(before, basedOn);
    // Two secrets of the same second are told apart, too.
    const change = { secret: newSecret(), secretChangedAt: Math.max(ctx.nowS(), before.secretChangedAt + 1) };
    tx.update(alertWebhook).set(change).where(eq(alertWebhook.id, webhookId)).run();
    const act = { action: "webhook.renew_secret", entity: "webhook", entityId: webhookId } as const;
    const times = { before: { renewedAt: before.secretChangedAt }, after: { renewedAt: change.secretChangedAt } };
    appendAudit(tx, ctx, { ...act, ...times });
    return { secret: change.secret };
  });
}

/**
 * Sends alerts nowhere any more; what waits to be sent is dropped. Without a webhook nothing happens; AppError
 * `conflict` where it is another by now.
 */
export async function removeWebhook(ctx: RecordsContext, input: z.input<typeof seenSchema>): Promise<void> {
  authorise(ctx.actor, "alert:manage");
  const { basedOn } = parseInput(seenSchema, input);
  await ctx.db.write((tx) => {
    const before = webhookIn(tx);
    if (!before) return;
    requireSeen(before, basedOn);
    tx.delete(alertWebhook).where(eq(alertWebhook.id, webhookId)).run();
    const act = { action: "webhook.remove", entity: "webhook", entityId: webhookId } as const;
    keepPast(tx, appendAudit(tx, ctx, { ...act, before: placeOf(before.url), after: null }), before);
  });
}

/** Sends a test, once. Throws AppError `not_found` without a webhook. */
export async function testWebhook(ctx: RecordsContext): Promise<{ jobId: number }> {
  authorise(ctx.actor, "alert:manage");
  return ctx.db.write((tx) => {
    requireWebhook(tx);
    return { jobId: enqueue(tx, ctx, { kind: "webhook", payload: { event: "test", incidentId: null } }) };
  });
}

async function requirePrivate(url: string, resolve: PrivatePost["resolve"]): Promise<void> {
  await privateAddressesOf(url, resolve).catch((error: unknown) => {
    if (!(error instanceof PrivatePostFailure)) throw error;
    throw new AppError(error.reason === "outside" ? "address_outside" : "name_unresolved");
  });
}

/** For verbs with an open transaction. */
export function webhookIn(tx: Transaction): typeof alertWebhook.$inferSelect | undefined {
  return tx.select().from(alertWebhook).where(eq(alertWebhook.id, webhookId)).get();
}

function requireWebhook(tx: Transaction): typeof alertWebhook.$inferSelect {
  const webhook = webhookIn(tx);
  if (!webhook) throw new AppError("not_found");
  return webhook;
}

function requireSeen(
  { url, secretChangedAt }: typeof alertWebhook.$inferSelect,
  seen: z.output<typeof seenSchema>["basedOn"],
): void {
  if (url !== seen.url || secretChangedAt !== seen.secret_changed_at_s) throw new AppError("conflict");
}

/** As Standard Webhooks writes a secret: 24 random bytes in base64. */
const newSecret = () => `whsec_${randomBytes(24).toString("base64")}`;

/** Paths of chat servers' hooks are secrets themselves. */
export const placeOf = (url: string) => ({ origin: new URL(url).origin });
