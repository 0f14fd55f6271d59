import type { QualityTag } from "@/lib/feedback";

/** What a reader can narrow the list to. */
export interface FilterOptions {
  /** Whether the list has other people's conversations. */
  hasPeople: boolean;
  /** Names for people, by the voice as text. */
  voiceNames: Record<string, string>;
  /** Models that are known by name; others can be typed. */
  models: readonly string[];
  tags: readonly QualityTag[];
}
