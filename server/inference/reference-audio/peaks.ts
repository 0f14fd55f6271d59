/** Enough for a waveform over the whole width of a page. */
const maxPeaks = 600;

/** The loudest sample (0–1, three digits) of each of up to 600 equal parts. */
export function peaksOf(levels: ArrayLike<number>): number[] {
  const count = Math.min(maxPeaks, levels.length);
  return Array.from({ length: count }, (_, part) => {
    const end = Math.floor(((part + 1) * levels.length) / count);
    let peak = 0;
    for (let at = Math.floor((part * levels.length) / count); at < end; at++) {
      peak = Math.max(peak, Math.abs(levels[at] ?? 0));
    }
    return Math.round(Math.min(1, peak) * 1_000) / 1_000;
  });
}
