import type { AlertLines } from "../lib/alerts/alert-room";
import type { AlertSources } from "./alerts/sources";
import type { Config } from "./config/config";
import type { openInference } from "./inference/open";
import { lastBackupS } from "./records/data-folder/backup/last-backup";
import type { openRecords } from "./records/open";
import type { OpenWeb } from "./web/open";

type AlertConfig = Pick<Config, "dataDir" | "gpu" | "diskRoom">;

/** The lines of alerts that the environment sets. */
export function alertLines({ gpu, diskRoom }: AlertConfig): AlertLines {
  return { vram: gpu.alertFraction, diskWarnMib: Math.ceil(diskRoom.warnBytes / 1_048_576) };
}

/** Where alerts read the running server. */
export function alertSources(
  config: AlertConfig,
  parts: {
    inference: Awaited<ReturnType<typeof openInference>>;
    records: Awaited<ReturnType<typeof openRecords>>;
    certificateEndsMs: OpenWeb["certificateEndsMs"];
  },
): AlertSources {
  const { inference, records } = parts;
  const lines = alertLines(config);
  return {
    live: () => ({
      cards: inference.gpus.metrics()?.cards ?? null,
      vramLine: lines.vram,
      models: inference.models.all(),
      storage: records.storage.report(),
      diskWarnMib: lines.diskWarnMib,
      clock: records.clock.report(),
    }),
    certificateEndsS() {
      const endsMs = parts.certificateEndsMs();
      return endsMs === null ? null : Math.floor(endsMs / 1_000);
    },
    lastBackupS: () => lastBackupS(config.dataDir),
    voiceLevel: inference.voice,
  };
}
