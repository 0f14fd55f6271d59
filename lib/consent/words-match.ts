import type { Language } from "../languages";
import { align, type Step } from "./alignment";
import { nameErrors } from "./name-errors";
import { isOnlySentence, isOpeningHeard } from "./own-words";
import { isError, type PlacedStep } from "./placed-step";
import { isSameSound } from "./same-sound";
import type { ConsentSentence } from "./sentence";
import { type SentencePart, sentenceParts } from "./sentence-parts";
import { type SpokenToken, spokenTokens } from "./spoken-tokens";
import { wordsLimits } from "./words-limits";

/** More of one part than this wrong: it was not said, however long the rest is. */
const partLimit = 1 / 3;
/** The rest of a longer transcript is not compared: a minute of speech has fewer tokens. */
const maxHeardTokens = 1_500;

export interface WordsMatch {
  /** Share of syllables (Chinese) or letters (English) that are wrong, missing or too many; 0 is perfect. */
  score: number;
  answer: "yes" | "again" | "no";
  /** Somebody denied it: "I do not consent". Never `yes`, whatever the score. */
  isDenied: boolean;
  /** Parts that were not heard well enough. */
  missed: SentencePart[];
  diff: DiffPiece[];
}

/** A piece of the sentence as it stands there, and how it was heard; of `extra`, what was heard besides. */
export interface DiffPiece {
  text: string;
  mark: "same" | "wrong" | "missing" | "extra";
}

/**
 * Whether what a recogniser heard is the sentence. The score alone does not decide: it must begin with "I agree" and
 * say nothing besides; each part must have been heard, the month and the day as they are, and the name.
 */
export function wordsMatch(sentence: ConsentSentence, heardText: string): WordsMatch {
  const expected = spokenTokens(sentence.text, sentence.language);
  const heard = spokenTokens(heardText, sentence.language).slice(0, maxHeardTokens);
  const steps = align(expected, heard, isSameSound);
  const partOf = partsOf(sentence, expected);
  const placed = inParts(steps, partOf);
  const errors = new Map(
    sentenceParts.map((part) => [part, placed.filter((each) => each.part === part && isError(each.step)).length]),
  );
  const errorsInName = errorsOfName(placed, expected, heard);
  const others = placed.filter(({ part, step }) => part !== "name" && isError(step)).length;
  const score = (others + errorsInName) / Math.max(1, expected.length);

  const missed = sentence.pieces
    .map(({ part }) => part)
    .filter((part) => {
      if (part === "name") return errorsInName > 0;
      const own = placed.filter((each) => each.part === part);
      if ((errors.get(part) ?? 0) > partLimit * partOf.filter((each) => each === part).length) return true;
      if (part === "consent") return !isOpeningHeard(heard, sentence.language);
      return part === "date" && !isDayHeard(own, expected, heard, sentence.language);
    });
  const denial = denialIn(placed, expected, heard, sentence.language);
  const isOnly = isOnlySentence(placed, expected, heard, sentence.language);
  const isWhole = missed.length === 0 && denial === "none" && isOnly;
  const answer =
    denial === "denied" || score > wordsLimits.again ? "no" : score <= wordsLimits.yes && isWhole ? "yes" : "again";
  return {
    score,
    answer,
    isDenied: denial === "denied",
    missed,
    diff: diffOf(sentence, heardText, steps, expected, heard),
  };
}

function partsOf({ pieces }: ConsentSentence, expected: readonly SpokenToken[]): SentencePart[] {
  let end = 0;
  const ends = pieces.map(({ part, text }) => {
    end += text.length;
    return { part, end };
  });
  return expected.map(({ from }) => ends.find((piece) => from < piece.end)?.part ?? "random");
}

/** What was said besides belongs to the part before it; beside the name, to the name; at the beginning, to the consent. */
function inParts(steps: readonly Step[], partOf: readonly SentencePart[]): PlacedStep[] {
  let part: SentencePart = partOf[0] ?? "consent";
  return steps.map((step, index) => {
    if (step.kind !== "extra") part = partOf[step.expected] ?? part;
    else if (part === "consent") {
      const next = steps.slice(index).find(({ kind }) => kind !== "extra");
      if (next && next.kind !== "extra" && partOf[next.expected] === "name") return { part: "name", step };
    }
    return { part, step };
  });
}

function errorsOfName(
  placed: readonly PlacedStep[],
  expected: readonly SpokenToken[],
  heard: readonly SpokenToken[],
): number {
  const own = placed.filter(({ part }) => part === "name").map(({ step }) => step);
  const name = own.flatMap((step) => (step.kind === "extra" ? [] : (expected[step.expected] ?? [])));
  const said = own.flatMap((step) => (step.kind === "missing" ? [] : (heard[step.heard] ?? [])));
  return nameErrors(name, said);
}

/**
 * Whisper base writes 2016 for 2026 in nearly every Chinese clip: of the year one digit may be misheard there. Month and
 * day are never wrong.
 */
const wrongYearDigits = { "zh-TW": 1, en: 0 } as const;

function isDayHeard(
  own: readonly PlacedStep[],
  expected: readonly SpokenToken[],
  heard: readonly SpokenToken[],
  language: Language,
): boolean {
  const wrong = own.flatMap(({ step }) => {
    const token = step.kind === "extra" ? heard[step.heard] : expected[step.expected];
    const isNumber = token?.kind === "digit" || token?.kind === "month";
    return isError(step) && isNumber ? [{ isOfYear: step.kind !== "extra" && token.word.length === 4 }] : [];
  });
  return wrong.every(({ isOfYear }) => isOfYear) && wrong.length <= wrongYearDigits[language];
}

/** Syllables and characters that deny what follows; the consent itself has none of their sounds. */
const denyingSyllables = ["bu", "mei"];
const denyingCharacters = "不没别未无非拒休莫勿";
const retractions = /[不没别未勿]|拒绝|反对|取消|撤回|撤销|收回|作废|骗/u;
const denyingWords = new Set(
  (
    "not no never none nobody nothing neither nor without hardly barely refuse refused decline declined deny denied withdraw withdrawn " +
    "revoke revoked disagree reject rejected against object oppose forbid dont cancel joking kidding"
  ).split(" "),
);

/**
 * `denied`: the consent itself is denied. `doubtful`: something said elsewhere may take it back, which the sentence has
 * not.
 */
function denialIn(
  placed: readonly PlacedStep[],
  expected: readonly SpokenToken[],
  heard: readonly SpokenToken[],
  language: Language,
): "none" | "denied" | "doubtful" {
  const unasked = placed.flatMap(({ part, step }) => {
    const token = step.kind === "wrong" || step.kind === "extra" ? heard[step.heard] : undefined;
    return token ? [{ part, token }] : [];
  });
  const inConsent = unasked.filter(({ part }) => part === "consent").map(({ token }) => token);
  if (language === "zh-TW") {
    const denies = ({ key, word }: SpokenToken) => denyingSyllables.includes(key) || denyingCharacters.includes(word);
    if (inConsent.some((token) => token.kind === "syllable" && denies(token))) return "denied";
    return retractions.test(unasked.map(({ token }) => token.word).join("")) ? "doubtful" : "none";
  }
  const heardDenials = heard.filter(isDenyingWord);
  const asked = new Set(expected.filter(isDenyingWord).map(({ word }) => word));
  const consentEnd = Math.max(
    -1,
    ...placed.map(({ part, step }) => (part === "consent" && step.kind !== "missing" ? step.heard : -1)),
  );
  const isInConsent = (token: SpokenToken) => heard.indexOf(token) <= consentEnd;
  if (heardDenials.some(isInConsent)) return "denied";
  return heardDenials.some(({ word }) => !asked.has(word)) ? "doubtful" : "none";
}

const isDenyingWord = ({ kind, word }: SpokenToken) => kind === "letter" && denyingWords.has(word);

/** The sentence in words, each with how it was heard, and in between the whole words that were said besides. */
function diffOf(
  { text, language }: ConsentSentence,
  heardText: string,
  steps: readonly Step[],
  expected: readonly SpokenToken[],
  heard: readonly SpokenToken[],
): DiffPiece[] {
  const pieces: DiffPiece[] = [];
  const add = (mark: DiffPiece["mark"], piece: string) => {
    const last = pieces.at(-1);
    if (last?.mark === mark) last.text += piece;
    else if (piece !== "") pieces.push({ mark, text: piece });
  };
  const ofWord = (from: number) =>
    steps.filter((step) => step.kind !== "extra" && expected[step.expected]?.from === from);
  const known = new Set(
    steps.flatMap((step) => ("heard" in step && step.kind !== "extra" ? [heard[step.heard]?.from] : [])),
  );
  let shown = 0;
  let extraTo = 0;
  for (const [index, step] of steps.entries()) {
    if (step.kind === "extra") {
      const { from = 0, to = 0 } = heard[step.heard] ?? {};
      // Letters too many in a word that was heard are no word of their own.
      if (known.has(from) || to <= extraTo) continue;
      const isFirst = pieces.at(-1)?.mark !== "extra";
      const next = steps.slice(index).find((each) => each.kind !== "extra");
      const nextFrom = next ? (expected[next.expected]?.from ?? shown) : text.length;
      if (isFirst && nextFrom > shown) {
        add("same", text.slice(shown, nextFrom));
        shown = nextFrom;
      }
      add("extra", `${language === "en" && !isFirst ? " " : ""}${heardText.slice(from, to)}`);
      extraTo = to;
      continue;
    }
    const { from = 0, to = 0 } = expected[step.expected] ?? {};
    if (to <= shown) continue;
    const mark = markOf(ofWord(from));
    add(pieces.at(-1)?.mark === mark ? mark : "same", text.slice(shown, from));
    add(mark, text.slice(from, to));
    shown = to;
  }
  add("same", text.slice(shown));
  return pieces;
}

function markOf(own: readonly Step[]): Exclude<DiffPiece["mark"], "extra"> {
  if (own.every(({ kind }) => kind === "missing")) return "missing";
  return own.filter(isError).length > own.length * partLimit ? "wrong" : "same";
}
