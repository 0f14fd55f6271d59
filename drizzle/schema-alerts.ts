import { sql } from "drizzle-orm";
import { index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { AlertKind, IncidentEnd } from "../lib/alerts/alerts";
import type { WebhookDelivery } from "../lib/alerts/webhook";
import type { ServiceLevel } from "../lib/service-level";

/** Alerts from their opening to their end; one that is open outlives a restart. */
export const alertIncidents = sqliteTable(
  "alert_incidents",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    kind: text("kind").$type<AlertKind>().notNull(),
    /** Which card, level or model; empty where there is one only. */
    subject: text("subject").notNull(),
    /** The state that it was opened in, as a word of the program. */
    detail: text("detail"),
    /** Their unit is the kind's (lib/alerts/alerts.ts). */
    value: real("value"),
    worst: real("worst"),
    threshold: real("threshold"),
    /** The value is of the turns of so long, seconds; null: of none. */
    windowS: integer("window_s"),
    /** Unix seconds, as all times here. */
    openedAt: integer("opened_at").notNull(),
    closedAt: integer("closed_at"),
    end: text("end").$type<IncidentEnd>(),
    /** When its opening went to the webhook's queue. */
    toldAt: integer("told_at"),
  },
  (t) => [
    uniqueIndex("alert_incidents_open_unique").on(t.kind, t.subject).where(sql`${t.closedAt} IS NULL`),
    index("alert_incidents_opened_idx").on(t.openedAt),
  ],
);

/** Times in which an alert calls nobody. Kept when they are over: they say who decided it, and why. */
export const alertSilences = sqliteTable(
  "alert_silences",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    kind: text("kind").$type<AlertKind>().notNull(),
    /** Null: all of the kind. */
    subject: text("subject"),
    reason: text("reason").notNull(),
    byUserId: integer("by_user_id").notNull(),
    from: integer("from_at").notNull(),
    /** Moved to the present when somebody ends it early. */
    until: integer("until_at").notNull(),
  },
  (t) => [index("alert_silences_until_idx").on(t.until)],
);

/** How the voice was made from then on; see lib/service-level.ts. */
export const degradationSteps = sqliteTable(
  "degradation_steps",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    at: integer("at").notNull(),
    level: text("level").$type<ServiceLevel["level"]>().notNull(),
    reason: text("reason").$type<NonNullable<ServiceLevel["reason"]>>(),
  },
  (t) => [index("degradation_steps_at_idx").on(t.at)],
);

/** Where alerts are sent; one row, or none. */
export const alertWebhook = sqliteTable("alert_webhook", {
  id: integer("id").primaryKey(),
  url: text("url").notNull(),
  /** Signs what is sent; read again for each delivery, so it can't be a hash. */
  secret: text("secret").notNull(),
  secretChangedAt: integer("secret_changed_at").notNull(),
  /** What became of the newest delivery. */
  last: text("last", { mode: "json" }).$type<WebhookDelivery>(),
});

/** What the newest change of the webhook's address can be taken back to; one row, or none. */
export const alertWebhookPast = sqliteTable("alert_webhook_past", {
  /** The change's row in `audit_log`. */
  changeId: integer("change_id").primaryKey(),
  url: text("url").notNull(),
  secret: text("secret").notNull(),
  secretChangedAt: integer("secret_changed_at").notNull(),
});
