import type { Reading } from "./store-readings";

/** What is read of the running server. */
export interface NumberSources {
  sessions(): { active: number; waiting: number };
  /** Null where there is no card; what is not known of a card is null. */
  gpus(): {
    cards: readonly { index: number; usedMiB: number | null; budgetMiB: number | null; totalMiB: number | null }[];
  } | null;
  /** Resident memory by process. */
  residentMiB(): Promise<Readonly<Record<string, number>>>;
}

/** What goes up and down, as it is now; what is not known is left out. */
export async function readingsOf(sources: NumberSources, atS: number): Promise<Reading[]> {
  const resident = await sources.residentMiB();
  const { active, waiting } = sources.sessions();
  const cards = sources.gpus()?.cards ?? [];
  const found: (Omit<Reading, "atS" | "value"> & { value: number | null })[] = [
    { gauge: "sessions_talking", of: "", value: active },
    { gauge: "sessions_waiting", of: "", value: waiting },
    ...cards.flatMap(({ index, usedMiB, budgetMiB, totalMiB }) => {
      const of = String(index);
      return [
        { gauge: "vram_used_mib", of, value: usedMiB } as const,
        { gauge: "vram_promised_mib", of, value: budgetMiB } as const,
        { gauge: "vram_total_mib", of, value: totalMiB } as const,
      ];
    }),
    ...Object.entries(resident).map(([of, value]) => ({ gauge: "resident_mib", of, value }) as const),
  ];
  return found.flatMap(({ value, ...reading }) => (value === null ? [] : [{ ...reading, value, atS }]));
}
