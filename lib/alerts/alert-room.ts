import type { Silence } from "./alerts";
import type { AlertsNow } from "./alerts-now";
import type { AlertTargets } from "./targets";
import type { WebhookView } from "./webhook";

/** The lines that the environment sets, read when the server starts. */
export interface AlertLines {
  /** AVATAR_VRAM_ALERT: used / total */
  vram: number;
  /** AVATAR_DISK_WARN_MIB: less free room */
  diskWarnMib: number;
}

/** What an administrator sees and decides of alerts. */
export interface AlertRoom extends AlertsNow {
  silences: Silence[];
  targets: AlertTargets;
  lines: AlertLines;
  webhook: WebhookView | null;
}
