import type { LiveFacts } from "../../lib/alerts/readings";
import type { ServiceLevel } from "../../lib/service-level";

/** Where the running server is read, so that this wing knows no other one. */
export interface AlertSources {
  live(): LiveFacts;
  /** Unix seconds; null: no certificate is served. */
  certificateEndsS(): number | null;
  /** When the last backup of ours was complete, Unix seconds; null: never. */
  lastBackupS(): Promise<number | null>;
  voiceLevel: {
    level(): ServiceLevel;
    onLevel(listener: (level: ServiceLevel) => void): () => void;
  };
}
