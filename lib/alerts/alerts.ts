import { z } from "zod";
import type { ServiceLevel as VoiceLevel } from "../service-level";

/** What an administrator is told about by itself. `subject` says which card, level or model, where there are several. */
export const alertKinds = [
  "vram",
  "p95",
  "error_rate",
  "burn_rate",
  "model_down",
  "disk",
  "storage",
  "backup_age",
  "certificate",
  "clock",
] as const;
export const alertKindSchema = z.enum(alertKinds);
export type AlertKind = z.infer<typeof alertKindSchema>;

/** The unit of an alert's value and threshold; null: it has neither. */
export const alertUnits = {
  /** Used of total, 0 to 1. */
  vram: "share",
  p95: "ms",
  /** Failed of all turns, 0 to 1. */
  error_rate: "share",
  /** How many times faster than it may the error budget is spent. */
  burn_rate: "times",
  model_down: null,
  /** Free */
  disk: "mib",
  storage: null,
  backup_age: "hours",
  /** Left */
  certificate: "days",
  /** Behind, or set by */
  clock: "seconds",
} as const satisfies Record<AlertKind, string | null>;

/** One alert is one kind of one subject. */
export interface AlertName {
  kind: AlertKind;
  /** Index of a card, name of a service level (or `errors`), `role/model`; empty where there is one only. */
  subject: string;
}

/** Why an incident is closed: it is over, or nothing could be read of it for long. */
export const incidentEnds = ["over", "no_reading"] as const;
export type IncidentEnd = (typeof incidentEnds)[number];

/** Nobody is kept from being called for longer than a week. */
export const longestSilenceHours = 168;
export const longestReason = 200;

/** Until when nobody is called because of an alert, and why. */
export interface Silence extends Pick<AlertName, "kind"> {
  id: number;
  /** Null: all of the kind. */
  subject: string | null;
  reason: string;
  /** Whoever silenced it; null when that person is gone. */
  by: string | null;
  /** Unix seconds, as all times here. */
  from_s: number;
  until_s: number;
}

/** From the opening of an alert to its end. */
export interface Incident extends AlertName {
  id: number;
  /** The state that it is in, as a word of the program (`full`, `jumped`); null for most kinds. */
  detail: string | null;
  /** When it was opened, and the worst until it was closed. */
  value: number | null;
  worst: number | null;
  threshold: number | null;
  /** The values are of the turns of so long, seconds; null: they are of no turns. */
  window_s: number | null;
  opened_at_s: number;
  closed_at_s: number | null;
  end: IncidentEnd | null;
  /** The silence that holds now, for one that is open. */
  silence: Silence | null;
}

/** A change of how the voice is made, on the same time line as the incidents. */
export interface DegradationStep extends VoiceLevel {
  at_s: number;
}

/** What happened in a time: incidents that were open in it, and the steps in it; oldest first. */
export interface TimeLine {
  incidents: Incident[];
  /** The first is the one that held at the beginning, if any is known. */
  degradations: DegradationStep[];
}

/** One alert's name as one text. */
export function alertKey({ kind, subject }: AlertName): string {
  return `${kind} ${subject}`;
}
