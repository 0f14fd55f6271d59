/** At most `count` bars: each the loudest of the peaks that it stands for, the loudest bar of all being 1. */
export function barsOf(peaks: readonly number[], count: number): number[] {
  const length = Math.min(count, peaks.length);
  const edge = (index: number) => Math.floor((index * peaks.length) / length);
  const bars = Array.from({ length }, (_, index) => Math.max(...peaks.slice(edge(index), edge(index + 1))));
  const loudest = Math.max(...bars, 0);
  return loudest > 0 ? bars.map((bar) => bar / loudest) : bars;
}

/** A bar in the path's own units, with the gap after it. */
export const barWidth = 4;
/** Silence is a dot and not a hole. */
const lowestBar = 4;

/** The bars as the path of an SVG that is `barWidth` wide for each and 100 high. */
export function barsPath(bars: readonly number[]): string {
  return bars
    .map((bar, index) => {
      const height = Math.max(lowestBar, Math.round(bar * 96));
      return `M${index * barWidth + 0.5} ${50 - height / 2}h${barWidth - 1}v${height}h${1 - barWidth}z`;
    })
    .join("");
}
