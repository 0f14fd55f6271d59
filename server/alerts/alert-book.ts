import { type AlertName, alertKey, type IncidentEnd } from "../../lib/alerts/alerts";
import { type AlertState, calmAlert, isRead, nextAlert, openAlert, unreadForS } from "../../lib/alerts/hysteresis";
import { type AlertReading, patienceOf } from "../../lib/alerts/readings";

/** What a reading came to, and what it was measured by. */
export type Measured = Pick<AlertReading, "value" | "threshold" | "windowS">;

/** An alert that is open; the value, the threshold and the window are those that opened it. */
export interface OpenAlert extends AlertName, Measured {
  /** The row that keeps it; null: it could not be stored yet. */
  incidentId: number | null;
  detail: string | null;
  /** As last read: a budget has two windows, and targets change meanwhile. Null: nothing was since the start. */
  latest: Measured | null;
  /** The worst value so far. */
  worst: number | null;
  /** The last reading was within the threshold: it stays open until that has held for a while. */
  isBack: boolean;
  /** Unix seconds */
  openedAtS: number;
}

/** One that is beyond its threshold, not yet for as long as it takes to open it. */
export interface PendingAlert extends Omit<AlertReading, "verdict"> {
  /** Unix seconds */
  sinceS: number;
  opensAfterS: number;
}

export interface ClosedAlert extends OpenAlert {
  closedAtS: number;
  end: IncidentEnd;
}

export interface Changes {
  opened: OpenAlert[];
  closed: ClosedAlert[];
}

/** The present time on the clock that is never set, and on the wall's, seconds. */
export interface Moment {
  monotonicS: number;
  wallS: number;
}

/** Free room and days left are worse the fewer they are. */
const lessIsWorse: readonly string[] = ["disk", "certificate"];

/** What every alert's readings came to, and which are open. It neither stores nor tells anything. */
export class AlertBook {
  private readonly states = new Map<string, AlertState>();
  private readonly alerts = new Map<string, OpenAlert>();
  private readonly waiting = new Map<string, PendingAlert>();

  /** Takes over what was open when the last server ended. */
  constructor(left: readonly OpenAlert[], nowS: number) {
    for (const alert of left) {
      this.alerts.set(alertKey(alert), alert);
      this.states.set(alertKey(alert), openAlert(nowS));
    }
  }

  open(): OpenAlert[] {
    return [...this.alerts.values()];
  }

  pending(): PendingAlert[] {
    return [...this.waiting.values()];
  }

  /** What the readings change. */
  take(readings: readonly AlertReading[], now: Moment): Changes {
    const changes: Changes = { opened: [], closed: [] };
    for (const reading of readings) this.step(reading, now, changes);
    return changes;
  }

  /** Closes and forgets what nothing was read of for long: its card, model or level is not watched any more. */
  closeUnread(now: Moment): ClosedAlert[] {
    const isUnread = (alert: AlertName) => {
      const state = this.states.get(alertKey(alert));
      return state !== undefined && now.monotonicS - state.readS >= unreadForS;
    };
    for (const alert of this.pending().filter(isUnread)) {
      this.waiting.delete(alertKey(alert));
      this.states.set(alertKey(alert), calmAlert(now.monotonicS));
    }
    return this.open()
      .filter(isUnread)
      .map((alert) => this.close(alert, now, "no_reading"));
  }

  private step(reading: AlertReading, now: Moment, changes: Changes): void {
    const key = alertKey(reading);
    const { verdict, ...read } = reading;
    const latest = { value: read.value, threshold: read.threshold, windowS: read.windowS };
    const before = this.states.get(key) ?? calmAlert(now.monotonicS);
    const after = nextAlert(before, verdict, patienceOf[reading.kind], now.monotonicS);
    const alert = this.alerts.get(key);
    if (alert && isRead(verdict)) {
      alert.latest = latest;
      alert.worst = worseOf(reading, alert.worst);
      alert.isBack = isBack(reading);
    }
    if (after.isOpen && !alert) {
      const opened = { ...read, incidentId: null, latest, worst: read.value };
      changes.opened.push({ ...opened, isBack: false, openedAtS: now.wallS });
      this.alerts.set(key, changes.opened.at(-1) as OpenAlert);
    }
    this.states.set(key, after);
    if (after.isOpen || after.turnedS === null) this.waiting.delete(key);
    else if (isRead(verdict)) {
      const sinceS = this.waiting.get(key)?.sinceS ?? now.wallS;
      this.waiting.set(key, { ...read, sinceS, opensAfterS: patienceOf[reading.kind].openAfterS });
    }
    if (alert && !after.isOpen) {
      changes.closed.push(this.close(alert, now, isRead(verdict) ? "over" : "no_reading"));
    }
  }

  private close(alert: OpenAlert, now: Moment, end: IncidentEnd): ClosedAlert {
    this.alerts.delete(alertKey(alert));
    this.states.set(alertKey(alert), calmAlert(now.monotonicS));
    // A clock that was set back meanwhile must not end it before it began.
    return Object.assign(alert, { closedAtS: Math.max(now.wallS, alert.openedAtS), end });
  }
}

/** What is near may be on either side of the threshold. */
function isBack({ kind, verdict, value, threshold }: AlertReading): boolean {
  if (verdict !== "near") return verdict === "good";
  if (value === null || threshold === null) return false;
  return lessIsWorse.includes(kind) ? value >= threshold : value <= threshold;
}

function worseOf({ kind, value }: AlertReading, worst: number | null): number | null {
  if (value === null || worst === null) return value ?? worst;
  if (lessIsWorse.includes(kind)) return Math.min(value, worst);
  return Math.abs(value) > Math.abs(worst) ? value : worst;
}
