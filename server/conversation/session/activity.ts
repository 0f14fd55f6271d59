import type { LeaseBroker } from "../../inference/scheduling/contract";
import type { MachineState } from "./turn-machine-types";
import { shownState } from "./turn-machine-view";

/**
 * Whether anything is said in one session, by either side. Admission takes idle seats back; background work waits for
 * silence.
 */
export class Activity {
  /** Since when nothing is said, monotonic ms; null while something is. */
  idleSinceMs: number | null;
  private endActivity: (() => void) | null = null;

  constructor(
    private readonly leases: LeaseBroker,
    private readonly now: () => number,
  ) {
    this.idleSinceMs = now();
  }

  update(state: MachineState): void {
    const { turn, speech, playing } = state;
    if (turn || speech || playing !== null) this.idleSinceMs = null;
    else this.idleSinceMs ??= this.now();
    if (shownState(state) !== "listening") this.endActivity ??= this.leases.beginActivity();
    else {
      this.endActivity?.();
      this.endActivity = null;
    }
  }
}
