import { errorRate } from "../error-rate";
import { type Language, languages } from "../languages";
import type { CaseComparison, SideView } from "./views";

/** How one side heard the cases of a language: by whom, and the share of errors. */
export interface SideRecognition {
  /** The recognisers, each once; null is one whose name is not known. */
  models: (string | null)[];
  rate: number;
}

export interface RecognitionComparison {
  language: Language;
  cases: number;
  before: SideRecognition;
  run: SideRecognition;
}

type Compared = Pick<CaseComparison, "case" | "base" | "results">;

/**
 * CER and WER of a whole run beside what it is compared with: all errors over all that was really said, in the cases that
 * both sides heard and somebody corrected.
 */
export function recognitionByLanguage(cases: readonly Compared[]): RecognitionComparison[] {
  return languages.flatMap((language) => {
    const heard = cases.flatMap(({ case: { language: spoken }, base, results }) => {
      const all = results.filter(({ recognition }) => recognition !== null);
      return spoken === language && base?.recognition && all.length > 0 ? [{ base, results: all }] : [];
    });
    if (heard.length === 0) return [];
    const before = sideOf(heard.map(({ base }) => base));
    return [{ language, cases: heard.length, before, run: sideOf(heard.flatMap(({ results }) => results)) }];
  });
}

function sideOf(sides: readonly SideView[]): SideRecognition {
  const sum = (part: "errors" | "units") => sides.reduce((all, { recognition }) => all + (recognition?.[part] ?? 0), 0);
  return {
    models: [...new Set(sides.map(({ models }) => models.stt))],
    rate: errorRate({ errors: sum("errors"), units: sum("units") }),
  };
}
