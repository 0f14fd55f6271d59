import type { Step } from "./alignment";
import type { SentencePart } from "./sentence-parts";

/** A step of the alignment, and the part of the sentence that it belongs to. */
export interface PlacedStep {
  part: SentencePart;
  step: Step;
}

export const isError = ({ kind }: Step) => kind !== "same";
