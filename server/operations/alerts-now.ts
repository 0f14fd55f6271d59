import type { AlertName, Silence } from "../../lib/alerts/alerts";
import type { AlertsNow, LiveAlert, PendingAlert } from "../../lib/alerts/alerts-now";
import { authorise } from "../access/actor";
import type { RecordsContext } from "../records/context";

interface Measured {
  value: number | null;
  threshold: number | null;
  windowS: number | null;
}

interface WatchedHere extends AlertName, Measured {
  detail: string | null;
  silence: Silence | null;
}

interface OpenHere extends WatchedHere {
  latest: Measured | null;
  worst: number | null;
  isBack: boolean;
  openedAtS: number;
}

interface PendingHere extends WatchedHere {
  sinceS: number;
  opensAfterS: number;
}

/** What watches the server. */
export interface AlertsHere {
  /** The alerts that are open, the oldest first. */
  open(): readonly OpenHere[];
  /** Those that are beyond their thresholds, not yet for long enough. */
  pending(): readonly PendingHere[];
}

/** The open alerts as people see them. */
export function liveAlerts(alerts: Pick<AlertsHere, "open">): LiveAlert[] {
  return alerts.open().map((alert) => ({
    ...shared({ ...alert, ...alert.latest }),
    ...{ value: alert.latest?.value ?? null, worst: alert.worst },
    opened: { value: alert.value, threshold: alert.threshold },
    ...{ is_back: alert.isBack, opened_at_s: alert.openedAtS },
  }));
}

/** What is open and what is about to be, at this moment: rows know only how bad it was when it was opened. */
export function createAlertsNow(alerts: AlertsHere) {
  return async (ctx: RecordsContext): Promise<AlertsNow> => {
    authorise(ctx.actor, "metrics:read");
    const pending = alerts.pending().map(
      (alert): PendingAlert => ({
        ...{ ...shared(alert), value: alert.value },
        ...{ since_s: alert.sinceS, opens_after_s: alert.opensAfterS },
      }),
    );
    return { open: liveAlerts(alerts), pending };
  };
}

const shared = ({ kind, subject, detail, threshold, windowS, silence }: WatchedHere) => ({
  ...{ kind, subject, detail, threshold, window_s: windowS },
  silence: silence && { until_s: silence.until_s, reason: silence.reason },
});
