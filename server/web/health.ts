import {
  type ClockHealth,
  canStore,
  type DownloadHealth,
  type GpuHealth,
  type LanguageHealth,
  type StorageHealth,
} from "../../lib/health";
import { missingRoles } from "../../lib/language-gap";
import { languages } from "../../lib/languages";
import { loadsWhenNeeded, type ModelStatus } from "../../lib/models";
import type { ServiceLevel } from "../../lib/service-level";

/** What `/health` answers. */
export interface HealthReport {
  /** `ok` only when every required model is ready, or is loaded when needed, and turns can be stored. */
  status: "ok" | "loading" | "down";
  models: ModelStatus[];
  /** What works in which language; a language in which something is missing does not change `status`. */
  languages?: LanguageHealth[];
  /** The current step of the degradation ladder. */
  service?: ServiceLevel;
  gpu?: GpuHealth;
  storage?: StorageHealth;
  clock?: ClockHealth;
  /** Left out while nothing is downloaded. */
  download?: DownloadHealth;
}

/** Where the parts of the report come from. */
export interface HealthSources {
  models: { all(): ModelStatus[] };
  voice: { level(): ServiceLevel };
  storage: { report(): StorageHealth };
  gpus: { health(): GpuHealth };
  clock: { report(): ClockHealth };
  downloads: { report(): DownloadHealth | null };
}

/** The whole report of a running server. The cards, the clock and downloads do not change its status. */
export function readHealth({ models, voice, storage, gpus, clock, downloads }: HealthSources): HealthReport {
  const download = downloads.report();
  return {
    ...healthOf(models.all(), voice.level(), storage.report()),
    gpu: gpus.health(),
    clock: clock.report(),
    ...(download && { download }),
  };
}

/**
 * `ok` when every required model is ready, or was unloaded and is loaded by the next question; `down` when one of them has failed or was stopped, else `loading`. Optional
 * models are listed but do not count; the chosen voice is optional while the embedded voice replaces it. Without any
 * working voice the report is never `ok`, whatever the models report. It is `down` when turns can't be stored.
 */
export function healthOf(models: ModelStatus[], service: ServiceLevel, storage: StorageHealth): HealthReport {
  const isReplaced = ({ role }: ModelStatus) => role === "tts" && service.level === "cpu_voice";
  const listed = models.map((model) => (isReplaced(model) ? { ...model, required: false } : model));
  const status = canStore(storage) ? statusOf(listed, service) : "down";
  const served = languages.map((language) => ({ language, missing: missingRoles(listed, language) }));
  return { status, models: listed, languages: served, service, storage };
}

function statusOf(models: ModelStatus[], { level }: ServiceLevel): HealthReport["status"] {
  const required = models.filter((model) => model.required);
  if (required.some(({ state }) => state === "failed" || state === "stopped")) return "down";
  if (required.some((model) => model.state !== "ready" && !loadsWhenNeeded(model))) return "loading";
  return level === "text_only" ? "down" : "ok";
}
