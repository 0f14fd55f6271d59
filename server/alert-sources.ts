import type { AlertSources } from "./alerts/sources";
import type { Config } from "./config/config";
import type { openInference } from "./inference/open";
import { lastBackupS } from "./records/data-folder/backup/last-backup";
import type { openRecords } from "./records/open";
import type { OpenWeb } from "./web/open";

/** Where alerts read the running server. */
export function alertSources(
  config: Pick<Config, "dataDir" | "gpu" | "diskRoom">,
  parts: {
    inference: Awaited<ReturnType<typeof openInference>>;
    records: Awaited<ReturnType<typeof openRecords>>;
    certificateEndsMs: OpenWeb["certificateEndsMs"];
  },
): AlertSources {
  const { inference, records } = parts;
  return {
    live: () => ({
      cards: inference.gpus.metrics()?.cards ?? null,
      vramLine: config.gpu.alertFraction,
      models: inference.models.all(),
      storage: records.storage.report(),
      diskWarnMib: Math.ceil(config.diskRoom.warnBytes / 1_048_576),
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
