import type { AlertName, Incident, Silence } from "./alerts";

/** The silence that holds an alert's calls back, as far as it is shown beside the alert. */
type ShownSilence = Pick<Silence, "until_s" | "reason">;

/** An alert that is open; values in `alertUnits` of its kind, threshold and window as last read, too. */
export interface LiveAlert
  extends AlertName,
    Pick<Incident, "detail" | "worst" | "threshold" | "window_s" | "opened_at_s"> {
  /** As last read; null since the start, while nothing was. */
  value: number | null;
  /** When it was opened: by another window or target perhaps. */
  opened: Pick<Incident, "value" | "threshold">;
  /** It is within the threshold again, and stays open until that has held for a while. */
  is_back: boolean;
  silence: ShownSilence | null;
}

/** One that is beyond its threshold, and opens once that has held for a while. */
export interface PendingAlert extends AlertName, Pick<Incident, "detail" | "threshold" | "window_s"> {
  /** As last read. */
  value: number | null;
  /** Beyond the threshold since, Unix seconds, and opened once that has held for so long. */
  since_s: number;
  opens_after_s: number;
  silence: ShownSilence | null;
}

/** What the running server watches now, the oldest first. */
export interface AlertsNow {
  open: LiveAlert[];
  pending: PendingAlert[];
}
