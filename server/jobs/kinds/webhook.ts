import { createHmac } from "node:crypto";
import type { WebhookDelivery, WebhookFailure } from "../../../lib/alerts/webhook";
import { AppError } from "../../../lib/errors";
import { type PrivatePost, PrivatePostFailure, postPrivately } from "../../platform/http/post-privately";
import { findDelivery, noteDelivery } from "../../records/alerts/deliveries";
import type { JobHandlers } from "../runner";

/** A receiver that is away for longer missed it; the history of incidents has it. */
const triedForS = 86_400;
const timeoutMs = 10_000;

/** Signs a body as Standard Webhooks does (standardwebhooks.com): HMAC-SHA256 of `id.timestamp.body`. */
export function signedHeaders(id: string, atS: number, body: string, secret: string): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${atS}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(atS), "webhook-signature": `v1,${signature}` };
}

/**
 * Sends an alert to the webhook, again and again for a day while the receiver is away. What it refuses for good, and an
 * address outside the house, is given up at once; a test is sent once.
 */
export function createWebhook(resolve?: PrivatePost["resolve"]): JobHandlers["webhook"] {
  return async ({ job, ctx, signal }) => {
    const { payload, attemptsMade: attempts, createdAt } = job;
    const delivery = await findDelivery(ctx, payload);
    if (!delivery) return null;
    const body = JSON.stringify(delivery.body);
    // The same for each attempt, so that a receiver that has it already can tell.
    const id = payload.incidentId === null ? `test-${job.id}` : `alert-${payload.incidentId}-${payload.event}`;
    const headers = {
      ...{ "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) },
      ...{ "user-agent": "AVATAR", ...signedHeaders(id, ctx.nowS(), body, delivery.secret) },
    };
    const post = { url: delivery.url, headers, body, timeoutMs, signal, ...(resolve && { resolve }) };
    const { failure, status } = await outcomeOf(postPrivately(post), signal);
    const isOver = payload.event === "test" || ctx.nowS() - createdAt >= triedForS || isFinal(failure, status);
    const isTriedAgain = failure !== null && !isOver;
    const { event } = payload;
    const noted = { event, at_s: ctx.nowS(), attempts, failure, http_status: status, is_tried_again: isTriedAgain };
    await noteDelivery(ctx, noted);
    if (isTriedAgain) throw new AppError("request_timeout", "The webhook did not take the alert; it is tried again.");
    return noted satisfies WebhookDelivery;
  };
}

async function outcomeOf(
  posting: Promise<number>,
  signal: AbortSignal,
): Promise<{ failure: WebhookFailure | null; status: number | null }> {
  try {
    const status = await posting;
    const isTaken = status >= 200 && status < 300;
    return { failure: isTaken ? null : status >= 300 && status < 400 ? "redirected" : "refused", status };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof PrivatePostFailure) return { failure: error.reason, status: null };
    throw error;
  }
}

/** Whether the next attempt would fail in the same way. Receivers that are busy or broken may be well again. */
function isFinal(failure: WebhookFailure | null, status: number | null): boolean {
  if (failure === "outside" || failure === "redirected") return true;
  return failure === "refused" && status !== null && status < 500 && ![408, 425, 429].includes(status);
}
