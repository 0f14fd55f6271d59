import { z } from "zod";
import { languageSchema } from "./languages";
import { modelRoleSchema } from "./models";

/**
 * Whether turns can be stored. `low` (little space) and `busy` (another program holds the database's lock) are
 * warnings; in every state after these two, no turn can be stored.
 */
export const storageStates = [
  "ok",
  "low",
  "busy",
  "locked",
  "full",
  "read_only",
  "missing",
  "damaged",
  "failing",
] as const;
export type StorageState = (typeof storageStates)[number];

/** Free space in MiB; null where it can't be told. No paths are shown: /health needs no login. */
export const storageHealthSchema = z.object({
  state: z.enum(storageStates),
  free_mib: z.number().nullable(),
  models_free_mib: z.number().nullable(),
});
export type StorageHealth = z.infer<typeof storageHealthSchema>;

/**
 * `behind`: the clock shows a time before the newest stored row or the program's build; `jumped`: it was set while the
 * server ran. Both are warnings.
 */
export const clockStates = ["ok", "behind", "jumped"] as const;
/** `off_by_s`: how far behind, or how far it jumped (negative: back); null when it is ok. */
export const clockHealthSchema = z.object({ state: z.enum(clockStates), off_by_s: z.number().nullable() });
export type ClockHealth = z.infer<typeof clockHealthSchema>;

/** What is still being downloaded before all models are on this machine. */
export const downloadHealthSchema = z.object({
  /** Catalogue id of the model that is coming now. */
  model: z.string(),
  /** Of all models that are needed, together; those that are here count in full. */
  received_bytes: z.number(),
  total_bytes: z.number(),
  /** For all of them, at the speed of the last seconds; null while it is not known. */
  seconds_left: z.number().nullable(),
});
export type DownloadHealth = z.infer<typeof downloadHealthSchema>;

/** One language of conversations, and the roles that no model serves in it now; none when everything works. */
export const languageHealthSchema = z.object({ language: languageSchema, missing: z.array(modelRoleSchema) });
export type LanguageHealth = z.infer<typeof languageHealthSchema>;

/** False when no turn can be stored. */
export function canStore({ state }: Pick<StorageHealth, "state">): boolean {
  return state === "ok" || state === "low" || state === "busy";
}

/** The graphics cards as /health shows them without a login; a full card does not change `status`. */
export interface GpuHealth {
  /** `none`: no card, which is normal; `unknown`: there may be one that can't be read; `alert`: one is nearly full. */
  state: "none" | "unknown" | "ok" | "alert";
  /** Used / total, 0–1, null when unknown. */
  cards: { index: number; memory_used_fraction: number | null }[];
  /** Cards that can't be read beside others that can; left out while there are none. */
  unreadable_cards?: number;
}
