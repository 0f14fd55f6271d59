/** The known name that a slip of the keys, of the capitals or of the prefix AVATAR_ makes this name of; null when none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const written = bare(name);
  const byDistance = known
    .map((each) => ({ each, edits: editDistance(written, bare(each)) }))
    .sort((a, b) => a.edits - b.edits);
  const [nearest] = byDistance;
  return nearest && nearest.edits <= written.length / 4 ? nearest.each : null;
}

const bare = (name: string) => name.toUpperCase().replace(/^AVATAR_/, "");

/** Levenshtein's: how many letters are to be put in, taken out or replaced. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
