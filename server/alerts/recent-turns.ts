import { setImmediate as nextTick } from "node:timers/promises";
import { longestWindowS, type RecentTurn } from "../../lib/alerts/traffic";
import { readTurnSamples } from "../records/alerts/turn-samples";
import type { RecordsContext } from "../records/context";

/** The turns of the last hours: read whole once, then only those that came since. */
export class RecentTurns {
  private samples: RecentTurn[] = [];
  private lastId = 0;

  constructor(private readonly ctx: RecordsContext) {}

  async read(): Promise<readonly RecentTurn[]> {
    const sinceS = this.ctx.nowS() - longestWindowS;
    for (let isAll = false; !isAll; ) {
      const next = await readTurnSamples(this.ctx, { afterId: this.lastId, sinceS });
      this.samples.push(...next.samples);
      this.lastId = next.lastId;
      isAll = next.isAll;
      if (!isAll) await nextTick();
    }
    this.samples = this.samples.filter(({ atS }) => atS > sinceS);
    return this.samples;
  }
}
