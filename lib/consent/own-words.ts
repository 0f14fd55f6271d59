import type { Language } from "../languages";
import type { PlacedStep } from "./placed-step";
import { isSameSound } from "./same-sound";
import { type SpokenToken, spokenTokens } from "./spoken-tokens";

/** What people and recognisers put before or after a sentence without saying anything. */
const fillers: Record<Language, readonly string[]> = {
  "zh-TW": "那个 那 呃 嗯 恩 啊 喔 哦 噢 呢个 好 好的 ok okay um uh 谢谢 谢谢大家 谢谢观看 拜拜".split(" "),
  en: "um uh er erm hm hmm ah oh okay ok well so bye goodbye thanks".split(" ").concat("thank you"),
};

/**
 * How the agreement may begin, to the first word of what is agreed to. English: the slips that the embedded recognisers
 * make of it ("A greed have my voice"). Chinese is compared by sound; 將 is 把 to many.
 */
const openings: Record<Language, readonly string[]> = {
  "zh-TW": ["我同意把我", "我同意將我", "我同意我"],
  en: ["I agree", "agree", "I agreed", "agreed", "a greed", "I a greed", "a agree", "eye agree", "aye agree"].flatMap(
    (agreement) => ["to have", "have", "to half", "2 have"].map((next) => `${agreement} ${next}`),
  ),
};
const agreed: Record<Language, string> = { "zh-TW": "我同意", en: "I agree" };

/** Elsewhere one short word that nobody asked for, in syllables and letters: "the", 的. A longer one says something. */
const maxOwnTokens: Record<Language, number> = { "zh-TW": 1, en: 3 };

/** Whether the first that was heard, but for fillers, is the agreement, with nothing within it and nothing right after. */
export function isOpeningHeard(heard: readonly SpokenToken[], language: Language): boolean {
  const at = openingAt(heard, language);
  return openings[language].some((opening) => {
    const length = lengthOf(opening, heard, at, language);
    return length > 0 && endsWord(heard, at + length);
  });
}

/** How many tokens from `at` are this text; 0: it is not heard there. */
function lengthOf(text: string, heard: readonly SpokenToken[], at: number, language: Language): number {
  const wanted = spokenTokens(text, language);
  const isHeard = wanted.every((token, index) => {
    const said = heard[at + index];
    return said !== undefined && isSameSound(token, said) && (language !== "en" || token.word === said.word);
  });
  return isHeard ? wanted.length : 0;
}

/** Where the agreement should begin: after fillers, and where somebody begins anew ("I agree, I agree to") there. */
function openingAt(heard: readonly SpokenToken[], language: Language): number {
  const at = afterFillers(heard, language);
  const first = lengthOf(agreed[language], heard, at, language);
  return first > 0 && lengthOf(agreed[language], heard, at + first, language) > 0 ? at + first : at;
}

/** Whether a word ends before this token: "have" is none in "haven't". */
const endsWord = (heard: readonly SpokenToken[], at: number) =>
  heard[at]?.kind !== "letter" || heard[at - 1]?.from !== heard[at]?.from || heard[at - 1]?.word !== heard[at]?.word;

function afterFillers(heard: readonly SpokenToken[], language: Language): number {
  const known = fillers[language].map((filler) =>
    filler
      .split(" ")
      .flatMap((word) => [...word])
      .join(""),
  );
  for (let at = 0; ; ) {
    const next = known.filter((filler) => isText(heard.slice(at), filler));
    const longest = Math.max(0, ...next.map((filler) => [...filler].length));
    if (longest === 0) return at;
    at += longest;
  }
}

/** Whether the tokens begin with this text, as whole words. */
function isText(tokens: readonly SpokenToken[], text: string): boolean {
  const characters = [...text];
  const said = tokens.slice(0, characters.length).map(({ kind, key, word }) => (kind === "syllable" ? word : key));
  return said.join("") === text && endsWord(tokens, characters.length);
}

/**
 * Whether the sentence was heard to its end, and nothing was said besides: after it fillers alone, and elsewhere no more
 * than one short word. Words of one's own at the name are the name's.
 */
export function isOnlySentence(
  placed: readonly PlacedStep[],
  expected: readonly SpokenToken[],
  heard: readonly SpokenToken[],
  language: Language,
): boolean {
  const isAsked = new Set(
    placed.flatMap(({ step }) => (step.kind === "same" || step.kind === "wrong" ? [step.heard] : [])),
  );
  const lastAsked = Math.max(-1, ...isAsked);
  // The rest of a word of which some letters were asked for is no word of its own.
  const tailFrom = heard.findIndex(({ from }, index) => index > lastAsked && from !== heard[lastAsked]?.from);
  const tail = tailFrom < 0 ? [] : heard.slice(tailFrom);
  if (afterFillers(tail, language) < tail.length) return false;
  const askedWords = new Set([...isAsked].map((index) => heard[index]?.from));
  const start = openingAt(heard, language);
  const own = placed.filter(({ part, step }) => {
    if (step.kind !== "extra" || part === "name" || step.heard < start) return false;
    const token = heard[step.heard];
    const isBefore = tailFrom < 0 || step.heard < tailFrom;
    return isBefore && token?.kind !== "digit" && !askedWords.has(token?.from);
  });
  return own.length <= maxOwnTokens[language] && isEndHeard(placed, expected, language);
}

/** The last word, or two syllables, but for half of it. */
function isEndHeard(placed: readonly PlacedStep[], expected: readonly SpokenToken[], language: Language): boolean {
  const lastWord = expected.at(-1)?.word;
  const length = language === "en" ? (lastWord?.length ?? 0) : 2;
  const end = placed.filter(({ step }) => step.kind !== "extra" && step.expected >= expected.length - length);
  return end.filter(({ step }) => step.kind === "same").length * 2 >= length;
}
