import type { CountSeries } from "../../../lib/metrics/kept-numbers";

/** Counts by what they are of and by step. */
export class CountLines<Of extends string> {
  private readonly lines = new Map<Of, Map<number, number>>();

  add(of: Of, fromS: number, count: number): void {
    const line = this.lines.get(of) ?? new Map<number, number>();
    this.lines.set(of, line.set(fromS, (line.get(fromS) ?? 0) + count));
  }

  /** The largest first. */
  series(): CountSeries<Of>[] {
    return [...this.lines]
      .map(([of, line]) => {
        const points = [...line].sort(([a], [b]) => a - b).map(([from_s, count]) => ({ from_s, count }));
        return { of, count: points.reduce((sum, { count }) => sum + count, 0), points };
      })
      .sort((a, b) => b.count - a.count || a.of.localeCompare(b.of));
  }
}
