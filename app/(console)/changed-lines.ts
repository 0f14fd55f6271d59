/**
 * Of two lists of lines, those of each that the other does not have: what is the same on both sides says nothing of a
 * change. Lists that don't differ stay whole.
 */
export function changedLines(before: readonly string[], after: readonly string[]): [string[], string[]] {
  const [gone, come] = [before.filter((line) => !after.includes(line)), after.filter((line) => !before.includes(line))];
  return gone.length + come.length === 0 ? [[...before], [...after]] : [gone, come];
}
