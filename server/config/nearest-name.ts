import leven from "leven";

/**
 * The known name that `name` is probably a misspelling of (letters, case, or the AVATAR_ prefix); null when none is
 * near.
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  const written = bare(name);
  const byDistance = known
    .map((each) => ({ each, edits: leven(written, bare(each)) }))
    .sort((a, b) => a.edits - b.edits);
  const [nearest] = byDistance;
  return nearest && nearest.edits <= written.length / 4 ? nearest.each : null;
}

const bare = (name: string) => name.toUpperCase().replace(/^AVATAR_/, "");
