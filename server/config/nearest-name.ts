import leven from "leven";

/** The known name that a slip of the keys, of the capitals or of the prefix AVATAR_ makes this name of; null when none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const written = bare(name);
  const byDistance = known
    .map((each) => ({ each, edits: leven(written, bare(each)) }))
    .sort((a, b) => a.edits - b.edits);
  const [nearest] = byDistance;
  return nearest && nearest.edits <= written.length / 4 ? nearest.each : null;
}

const bare = (name: string) => name.toUpperCase().replace(/^AVATAR_/, "");
