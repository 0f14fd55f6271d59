/** One graphics card as nvidia-smi saw it. What it did not say is null, never 0. */
export interface GpuReading {
  index: number;
  uuid: string;
  name: string;
  totalMiB: number | null;
  usedMiB: number | null;
  /** Less than total − used: the driver keeps some for itself. */
  freeMiB: number | null;
  utilizationPercent: number | null;
  /** What is wrong with it, in the driver's words, where it could not be read; left out where nothing is. */
  problem?: string;
}

/** A card of which not even its number and UUID could be read. */
export interface LostCard {
  /** Its PCI address, or its index, as the driver calls it; null when it does not say. */
  name: string | null;
  /** In words. */
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
  /** At least one card can be told. `lost`: what there is besides; left out where there is nothing. */
  | { kind: "gpus"; gpus: readonly GpuReading[]; lost?: readonly LostCard[] };

/** Asks nvidia-smi; neither function ever rejects. */
export interface GpuReader {
  state(): Promise<GpuState>;
  /** Who uses the cards; null when it can't be told. Inside a container those outside may be left out. */
  processes(): Promise<readonly GpuProcess[] | null>;
  /** Ends the question that is under way; its answer, and that of any later one, is that nothing can be read. */
  close(): void;
}

export interface VramAlert {
  uuid: string;
  index: number;
  /** Used / total when it was last read, 0–1. */
  usedFraction: number;
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
