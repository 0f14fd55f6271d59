import { z } from "zod";
import type { LiveAlert } from "../alerts/alerts-now";
import type { ClockHealth, StorageHealth } from "../health";
import type { Language, SpeechMode } from "../languages";
import type { ModelRole, ModelStatus } from "../models";
import type { ServiceLevel } from "../service-level";
import type { TurnState } from "../turn-state";

// What the dashboard shows of the running server. It is pushed as it changes; a part that did not change is left out.

/** What a conversation does: it waits for a place, gave its place up, or the state of its turn. */
export type LiveSessionState = "waiting" | "idle" | TurnState;

/** A conversation that talks or waits for a place. */
export interface LiveSession {
  /** The connection that holds it; what an administrator does is done to this. */
  id: string;
  /** Null while it waits for its first place. */
  session_id: string | null;
  user_id: number;
  username: string;
  /** Unix ms: since it talks, or waits. */
  since_ms: number;
  state: LiveSessionState;
  /** Its place in the queue, from 1; null while it waits for none. */
  position: number | null;
  language: Language | null;
  mode: SpeechMode | null;
  address: string;
}

/** Names a conversation that runs. */
export const liveSessionSchema = z.object({
  /** `LiveSession.id` */
  id: z.string().min(1).max(100),
});

export interface LiveSessions {
  max: number;
  /** Those that hold a place, as `sessions_talking` and the admission count them; one that gave its place up does not. */
  talking: number;
  list: LiveSession[];
}

/** Who holds memory on a card: our process by its name, or null for other programs. */
export interface CardHolder {
  process: ProcessName | null;
  used_mib: number;
}

/** A graphics card: what is used, and what was promised to models. Null is unknown. */
export interface LiveCard {
  index: number;
  name: string;
  total_mib: number | null;
  used_mib: number | null;
  promised: { role: ModelRole; mib: number | null }[];
  /** Never given away, so that an allocation does not fail. */
  reserve_mib: number;
  /** Empty where the driver does not say. */
  holders: CardHolder[];
  /** Used / total at which the alert is raised, and whether it is. */
  alert_fraction: number;
  alert: boolean;
}

/** A process of ours that serves the models of a role: it can be loaded, unloaded and restarted. */
export interface ModelProcess {
  role: ModelRole;
  /** Null while it does not run. */
  pid: number | null;
  /** Starts of its process after the first one. */
  restarts: number;
  /** What its process printed last. Empty once people's words reached it, because the lines could quote them. */
  last_lines: readonly string[];
}

export const processNames = ["web", "pages", "stt", "llm", "tts", "other"] as const;
/** `web` is the server itself; `other` is what it starts for a task. */
export type ProcessName = (typeof processNames)[number];

/** What one of our processes and its children take. */
export interface ProcessUse {
  name: ProcessName;
  resident_mib: number;
  /** Cores in use over the last seconds; null at the first look. */
  cores: number | null;
}

/** What was planned for processes together. */
export interface PlannedUse {
  processes: ProcessName[];
  cores: number;
  /** Null: only cores are planned. */
  memory_mib: number | null;
}

/** What a language model server says of itself. Null where it does not say. */
export interface LlmServerLoad {
  /** 0 to 1 */
  kv_cache_used: number | null;
  running: number | null;
  waiting: number | null;
}

export interface LiveSnapshot {
  sessions: LiveSessions;
  /** Null where there is no card; empty while none can be read. */
  cards: LiveCard[] | null;
  models: ModelStatus[];
  /** A model that is served elsewhere has none. */
  model_processes: ModelProcess[];
  processes: ProcessUse[];
  process_plan: readonly PlannedUse[];
  llm_server: LlmServerLoad | null;
  service: ServiceLevel;
  /** The oldest first. */
  alerts: LiveAlert[];
  storage: StorageHealth;
  clock: ClockHealth;
  /** Differs whenever something was written: what pages read of the database may have changed. */
  written: string;
}

/** The parts that changed. */
export type LiveChange = Partial<LiveSnapshot>;
