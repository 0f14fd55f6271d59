/** One step of the shortest way from the expected tokens to the heard ones; indexes into the two lists. */
export type Step =
  | { kind: "same" | "wrong"; expected: number; heard: number }
  | { kind: "missing"; expected: number }
  | { kind: "extra"; heard: number };

const kinds = ["same", "wrong", "missing", "extra"] as const;
/** An error outweighs any number of changes from one kind to another. */
const errorCost = 65_536;
const impossible = Number.MAX_SAFE_INTEGER;

/**
 * Levenshtein's alignment: as few wrong, missing and extra tokens as possible, and of those ways the one with the fewest
 * changes between them, so that what is missing or extra stands in one piece instead of scattered letters.
 */
export function align<T>(expected: readonly T[], heard: readonly T[], isSame: (a: T, b: T) => boolean): Step[] {
  const width = heard.length + 1;
  const cells = (expected.length + 1) * width;
  // The least cost of reaching a cell by a step of each kind, and the kind of the step before it.
  const costs = kinds.map(() => new Float64Array(cells).fill(impossible));
  const befores = kinds.map(() => new Uint8Array(cells));
  const costAt = (kind: number, cell: number) => (cell === 0 ? 0 : (costs[kind]?.[cell] ?? impossible));

  /** Of the ways to `from`, the best one to go on with a step of this kind. */
  const reach = (kind: number, cell: number, from: number) => {
    const [own, before] = [costs[kind], befores[kind]];
    if (!own || !before) return;
    for (let previous = 0; previous < kinds.length; previous++) {
      const cost = costAt(previous, from) + (kind === 0 ? 0 : errorCost) + (from > 0 && previous !== kind ? 1 : 0);
      if (cost >= (own[cell] ?? 0)) continue;
      own[cell] = cost;
      before[cell] = previous;
    }
  };
  for (let i = 0; i <= expected.length; i++) {
    for (let j = 0; j < width; j++) {
      const cell = i * width + j;
      if (i > 0 && j > 0) reach(isSame(expected[i - 1] as T, heard[j - 1] as T) ? 0 : 1, cell, cell - width - 1);
      if (i > 0) reach(2, cell, cell - width);
      if (j > 0) reach(3, cell, cell - 1);
    }
  }

  const steps: Step[] = [];
  let [i, j] = [expected.length, heard.length];
  let kind = kinds.reduce((best, _, each) => (costAt(each, cells - 1) < costAt(best, cells - 1) ? each : best), 0);
  while (i > 0 || j > 0) {
    const before = befores[kind]?.[i * width + j] ?? 0;
    const name = kinds[kind] ?? "same";
    if (name === "missing") steps.push({ kind: name, expected: --i });
    else if (name === "extra") steps.push({ kind: name, heard: --j });
    else steps.push({ kind: name, expected: --i, heard: --j });
    kind = before;
  }
  return steps.reverse();
}
