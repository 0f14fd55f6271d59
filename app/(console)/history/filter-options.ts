import type { QualityTag } from "@/lib/feedback";

/** What a reader can narrow the list to. */
export interface FilterOptions {
  /** Whether the list has other people's conversations. */
  hasPeople: boolean;
  /** Names for people, by the voice as text. */
  voiceNames: Record<string, string>;
  /** The models of stored turns. */
  models: readonly string[];
  tags: readonly QualityTag[];
}
