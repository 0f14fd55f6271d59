/** One graphics card as nvidia-smi reported it; a missing value is null, never 0. */
export interface GpuReading {
  index: number;
  uuid: string;
  name: string;
  totalMiB: number | null;
  usedMiB: number | null;
  /** Less than total − used: the driver keeps some for itself. */
  freeMiB: number | null;
  utilizationPercent: number | null;
  /** The problem in the driver's words when some values could not be read; absent otherwise. */
  problem?: string;
}

/** A card whose index and UUID could not be read. */
export interface LostCard {
  /** Its PCI address or its index, as the driver gives it; null when it gives neither. */
  name: string | null;
  /** For people. */
  problem: string;
}

/** A program that holds memory on a card. */
export interface GpuProcess {
  gpuUuid: string;
  /** The host's number: inside a container it is not ours. */
  pid: number;
  usedMiB: number | null;
}

export type GpuState =
  /** No nvidia-smi, or it finds no card: a normal state. */
  | { kind: "none"; reason: string }
  /** There may be a card, but it can't be read: driver mismatch, time-out, odd output. */
  | { kind: "unknown"; reason: string }
  /** At least one card was read. `lost`: the cards that were not; absent when there are none. */
  | { kind: "gpus"; gpus: readonly GpuReading[]; lost?: readonly LostCard[] };

/** Asks nvidia-smi; neither function ever rejects. */
export interface GpuReader {
  state(): Promise<GpuState>;
  /** The programs that use the cards; null when unknown. Inside a container, programs outside it may be missing. */
  processes(): Promise<readonly GpuProcess[] | null>;
  /** Ends the query in progress. That query and all later ones answer that nothing can be read. */
  close(): void;
}

export interface VramAlert {
  uuid: string;
  /** Since when, on the wall clock, ms. */
  sinceMs: number;
}

/** Watches all cards by one poll. */
export interface GpuMonitor {
  /** `unknown` until the first poll is over. */
  state(): GpuState;
  /** Cards above the alert line (with hysteresis). */
  alerts(): readonly VramAlert[];
  /** Calls back after each poll; returns the unsubscribe function. */
  onReading(listener: (state: GpuState) => void): () => void;
  close(): void;
}

/** The card that a configuration means by its index or (the beginning of) its UUID; undefined when there is none. */
export function findCard<Card extends Pick<GpuReading, "index" | "uuid">>(
  cards: readonly Card[],
  indexOrUuid: string,
): Card | undefined {
  if (/^\d+$/.test(indexOrUuid)) return cards.find((card) => card.index === Number(indexOrUuid));
  const wanted = indexOrUuid.toLowerCase();
  return cards.find((card) => card.uuid.toLowerCase().startsWith(wanted));
}

/** Used / total of a card, 0–1; null when either is unknown. */
export function usedFractionOf({ usedMiB, totalMiB }: Pick<GpuReading, "usedMiB" | "totalMiB">): number | null {
  return usedMiB === null || totalMiB === null || totalMiB === 0 ? null : usedMiB / totalMiB;
}
