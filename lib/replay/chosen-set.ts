/** The set of that name; else the one of that id, because a name may be a number too. */
export function chosenSet<Set extends { id: number; name: string }>(sets: readonly Set[], wanted: string): Set | null {
  return sets.find(({ name }) => name === wanted) ?? sets.find(({ id }) => String(id) === wanted) ?? null;
}
