import { textSchema } from "../text";

/** A name or address of the house's own network; whether it is one is known once it is resolved. */
export const webhookUrlSchema = textSchema.trim().max(500).refine(isWebhookUrl);

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${hash}` === "";
}

export const webhookEvents = ["opened", "closed", "test"] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** Why nothing was delivered. `outside`: the address is neither this machine's nor of a private network. */
export const webhookFailures = [
  "unresolved",
  "outside",
  "unreachable",
  "certificate",
  "timeout",
  "redirected",
  "refused",
] as const;
export type WebhookFailure = (typeof webhookFailures)[number];

/** What became of a delivery. */
export interface WebhookDelivery {
  event: WebhookEvent;
  /** Unix seconds */
  at_s: number;
  attempts: number;
  /** Null: it was taken. */
  failure: WebhookFailure | null;
  /** What the receiver answered; null: nothing. */
  http_status: number | null;
  /** It will be tried again. */
  is_tried_again: boolean;
}

/** Where alerts are sent, for administrators. */
export interface WebhookView {
  url: string;
  secret_changed_at_s: number;
  last: WebhookDelivery | null;
  /** Deliveries that wait or are under way. */
  waiting: number;
}

/** What is sent, as JSON. Times are ISO 8601 in UTC. */
export interface WebhookBody {
  type: `alert.${WebhookEvent}`;
  timestamp: string;
  /** Null for a test. */
  data: {
    id: number;
    kind: string;
    subject: string;
    detail: string | null;
    unit: string | null;
    value: number | null;
    worst: number | null;
    threshold: number | null;
    opened_at: string;
    closed_at: string | null;
    end: string | null;
  } | null;
}
