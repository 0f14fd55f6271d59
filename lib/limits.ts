import { z } from "zod";

/** The limits that the house may set while the server runs, each within the bounds of its variable. */
export const limitSchemas = {
  /** Conversations at the same time; who comes later waits. */
  maxSessions: z.number().int().min(1).max(1_000),
  /** A conversation in which nothing was said for this long gives its place up to somebody who waits. */
  idleMinutes: z.number().min(0.01).max(1_440),
  /** Of one person. */
  turnsPerMinute: z.number().int().min(1).max(1_000_000),
  /** Open connections of one person: pages and programs. */
  socketsPerPerson: z.number().int().min(1).max(100_000),
} as const satisfies Record<string, z.ZodType<number>>;

export type LimitName = keyof typeof limitSchemas;
export const limitNames = Object.keys(limitSchemas) as [LimitName, ...LimitName[]];
export type Limits = Readonly<Record<LimitName, number>>;

/** A limit as the server was started with it. */
export interface ConfiguredLimit {
  value: number;
  /** The environment variable. */
  variable: string;
  /** The environment or the settings file says it, and then it holds. */
  isSet: boolean;
}
export type ConfiguredLimits = Readonly<Record<LimitName, ConfiguredLimit>>;

/** What the house has decided; null: nothing. */
export type DecidedLimits = Readonly<Record<LimitName, number | null>>;

/** What holds: what the environment says, else what the house has decided, else the default. */
export function limitsNow(configured: ConfiguredLimits, decided: DecidedLimits): Limits {
  const now = limitNames.map((name) => {
    const { value, isSet } = configured[name];
    return [name, isSet ? value : (decided[name] ?? value)];
  });
  return Object.fromEntries(now) as Limits;
}
