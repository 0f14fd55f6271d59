import type { Logger } from "../platform/observability/logger";
import { closeIncident, listOpenAlerts, openIncident } from "../records/alerts/incidents";
import type { RecordsContext } from "../records/context";
import type { ClosedAlert, OpenAlert } from "./alert-book";

/** Keeps alerts as incidents. What can't be stored now, because the disk is full say, is stored later. */
export class AlertStore {
  private closed: ClosedAlert[] = [];
  private isInTrouble = false;

  constructor(
    private readonly ctx: RecordsContext,
    private readonly logger: Logger,
  ) {}

  /** What was open when the last server ended. */
  async left(): Promise<OpenAlert[]> {
    return (await listOpenAlerts(this.ctx)).map(
      ({ id, kind, subject, detail, value, worst, threshold, window_s: windowS, opened_at_s: openedAtS }) => ({
        ...{ incidentId: id, kind, subject, detail, value, latest: null, worst, threshold, windowS },
        ...{ isBack: false, openedAtS },
      }),
    );
  }

  add(closed: readonly ClosedAlert[]): void {
    this.closed.push(...closed);
  }

  /** Stores what is not stored yet, in order. True: all is. */
  async store(open: readonly OpenAlert[]): Promise<boolean> {
    try {
      // What is over comes first: the same alert may be open anew.
      for (let first = this.closed[0]; first; first = this.closed[0]) {
        const { worst, end, closedAtS: closedAt } = first;
        await closeIncident(this.ctx, { incidentId: await this.idOf(first), worst, end, closedAt });
        this.closed.shift();
      }
      for (const alert of open) await this.idOf(alert);
      this.isInTrouble = false;
      return true;
    } catch (error) {
      // Once a trouble: the storage's own watch says how it goes on.
      if (!this.isInTrouble) this.logger.error("alert_not_stored", { error });
      this.isInTrouble = true;
      return false;
    }
  }

  /** The incident that keeps the alert, made now if there is none yet. */
  private async idOf(alert: OpenAlert): Promise<number> {
    const { kind, subject, detail, value, threshold, windowS, openedAtS: openedAt } = alert;
    const opening = { kind, subject, detail, value, threshold, windowS, openedAt };
    alert.incidentId ??= (await openIncident(this.ctx, opening)).incidentId;
    return alert.incidentId;
  }
}
