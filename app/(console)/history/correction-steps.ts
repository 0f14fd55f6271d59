import type { TurnView } from "@/lib/conversations";
import type { TurnFeedback } from "@/lib/feedback";
import { fittingReplacements, type Replacement } from "@/lib/lexicon";

/** What a person's words were before they became what is shown. */
export interface EarlierWords {
  text: string;
  /** What made them so. */
  from: "recogniser" | "lexicon" | "person";
  /** Where the lexicon had changed them. */
  replacements: readonly Replacement[];
}

export interface CorrectionStep {
  /** Null where somebody found the words right as they were. */
  earlier: EarlierWords | null;
  /** Who said so; null: the lexicon. */
  correction: TurnFeedback["corrections"][number] | null;
}

type Words = Pick<TurnView, "user_text" | "recognised_text" | "heard_replacements">;

/** How what was recognised became what is shown, oldest first: by the lexicon, then by each person. */
export function correctionSteps(turn: Words, corrections: TurnFeedback["corrections"]): CorrectionStep[] {
  const { recognised_text: recognised } = turn;
  const beforePeople = corrections[0]?.previous_text ?? turn.user_text;
  const byLexicon = recognised !== null && recognised !== beforePeople;
  const steps: CorrectionStep[] = corrections.map((correction, index) => {
    const { previous_text: text } = correction;
    if (text === correction.text) return { earlier: null, correction };
    const isFirst = corrections.slice(0, index).every((each) => each.previous_text === each.text);
    const from = !isFirst ? "person" : byLexicon ? "lexicon" : "recogniser";
    const replacements = isFirst ? fittingReplacements(text, turn.heard_replacements) : [];
    return { earlier: { text, from, replacements }, correction };
  });
  const heard = {
    earlier: { text: recognised ?? "", from: "recogniser", replacements: [] },
    correction: null,
  } as const;
  return byLexicon ? [heard, ...steps] : steps;
}
