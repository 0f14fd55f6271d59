import { dictionaries } from "./dictionaries";
import { certain, eitherWay, inSimplifiedContext, inSimplifiedSentence, traditionalWords } from "./shared-characters";
import { areWholeWords } from "./words";

/**
 * Traditional Chinese of what models and recognisers write, who mix both scripts within one sentence.
 *
 * A character that exists in Simplified alone becomes Traditional, by OpenCC's phrases (头发 → 頭髮). One that both
 * scripts have (后, 里, 范) changes only within a phrase, and only where the sentence has characters that are Simplified
 * alone or the word is a known slip. What is Traditional already is never touched, so that a text without Simplified
 * characters leaves as it came. The conversion is our own because OpenCC's expects all of the text to be Simplified, and
 * opencc-js's needs the whole of it and some 80 MB.
 */
export interface TraditionalStream {
  /** The text that is final after this piece; at most `maxHeldCharacters` are held back. */
  push(text: string): string;
  flush(): string;
}

/** Enough for almost all phrases, and too little to be noticed while a reply streams. */
export const maxHeldCharacters = 8;
const windowCharacters = maxHeldCharacters + 1;

/** Traditional Chinese as written in Taiwan; what is Traditional already, and other scripts, stay. */
export function toTraditional(text: string): string {
  const stream = createTraditionalStream();
  return stream.push(text) + stream.flush();
}

/** Reads the dictionaries, which takes some 50 ms: while the server starts, so that no reply waits for them. */
export function prepareTraditional(): void {
  toTraditional("后来");
}

type Script = "simplified" | "traditional" | "either";

/** A character of the text on its way through the conversion. */
interface Character {
  original: string;
  /** Its Simplified form. */
  simplified: string;
  /** The script that alone has it. */
  script: Script;
}

const simplifiedOf = (characters: readonly Character[]) => characters.map(({ simplified }) => simplified).join("");

const sentenceEnd = /[。！？!?\n]/u;
/** What stands before and after the name of a village; 里 is a part of such a name. */
const beforeVillage = /[区县市镇乡][^区县市镇乡的\P{L}]{1,3}$/u;
const afterVillage = /^(?:[长民邻办]|[一二三四五六七八九十\d]+邻)/u;

/** The longest phrase at the beginning of the window; of equally long ones the first table's. */
function longestPhrase(window: readonly Character[]) {
  const text = simplifiedOf(window);
  let best = { end: 0, replacement: null as string | null, isOpen: false };
  for (const table of dictionaries().phrases) {
    const match = table.longestIn(text);
    const isOpen = best.isOpen || match.isOpen;
    best = match.end > best.end ? { ...match, isOpen } : { ...best, isOpen };
  }
  return best;
}

/** A character of a phrase, converted. */
interface Converted {
  text: string;
  /** A shared character that changes: whether it does depends on the sentence. */
  isShared: boolean;
  /** Nobody in Taiwan writes it otherwise. */
  isCertain: boolean;
}

const unchanged = (text: string): Converted => ({ text, isShared: false, isCertain: true });

function inPhrase({ original, simplified, script }: Character, replacement: string): Converted {
  const text = dictionaries().variants.get(replacement) ?? replacement;
  const pair = original + replacement;
  if (original !== simplified || text === original || eitherWay.has(pair)) return unchanged(original);
  const isShared = script !== "simplified";
  return { text, isShared, isCertain: !isShared || certain.has(pair) };
}

/** How far a sentence has shown its script. */
interface Sentence {
  simplified: boolean;
  traditional: boolean;
}

class Conversion implements TraditionalStream {
  private pending: Character[] = [];
  private lastRead: Character | null = null;
  private sentence: Sentence = { simplified: false, traditional: false };
  /** The last characters, in their Simplified form, and whether the last sentence that showed a script was Traditional. */
  private before = { text: "", isTraditional: false };

  push(text: string): string {
    for (const original of text) this.pending.push(this.read(original));
    return this.take(false);
  }

  flush(): string {
    return this.take(true);
  }

  private read(original: string): Character {
    const { simplified, simplifiedOnly } = dictionaries();
    const folded = simplified.get(original) ?? original;
    const script = folded === original ? (simplifiedOnly.has(original) ? "simplified" : "either") : "traditional";
    const character: Character = { original, simplified: folded, script };
    if (this.lastRead && traditionalWords.has(this.lastRead.original + original)) {
      for (const each of [this.lastRead, character]) if (each.script === "simplified") each.script = "either";
    }
    this.lastRead = character;
    return character;
  }

  private take(isWhole: boolean): string {
    let result = "";
    let at = 0;
    while (at < this.pending.length) {
      const window = this.pending.slice(at, at + windowCharacters);
      const step = this.step(window, isWhole || window.length === windowCharacters);
      if (!step) break;
      result += step;
      const length = [...step].length;
      for (const character of window.slice(0, length)) this.passed(character);
      at += length;
    }
    this.pending = this.pending.slice(at);
    return result;
  }

  /** What the window begins with, converted; null when later text can change it. `isClosed`: no more text is awaited. */
  private step(window: readonly Character[], isClosed: boolean): string | null {
    const [first] = window;
    if (!first) return "";
    const match = longestPhrase(window);
    if (match.isOpen && !isClosed) return null;
    if (match.replacement === null) return this.outsidePhrases(first, window, isClosed);
    const replacements = [...match.replacement];
    const phrase = window.slice(0, replacements.length);
    const converted = phrase.map((character, index) =>
      this.isVillage(index, window)
        ? unchanged(character.original)
        : inPhrase(character, replacements[index] ?? character.original),
    );
    if (converted.some(({ isShared }) => isShared)) {
      const evidence = this.evidence(window, isClosed);
      if (evidence === null) return null;
      if (evidence !== "simplified" && !this.isMistake(evidence, phrase, converted, window)) return first.original;
      if (evidence === "traditional") this.sentence.simplified = true;
    }
    return converted.map(({ text }) => text).join("");
  }

  private outsidePhrases(first: Character, window: readonly Character[], isClosed: boolean): string | null {
    const { original, script } = first;
    if (script === "simplified") return dictionaries().simplifiedOnly.get(original) ?? original;
    const context = inSimplifiedContext.get(original);
    const inContext = context?.before.test(this.before.text) ? context.text : undefined;
    const replacement = inContext ?? inSimplifiedSentence.get(original);
    if (replacement === undefined) return original;
    const evidence = this.evidence(window, isClosed);
    if (evidence === null) return null;
    return evidence === "simplified" ? replacement : original;
  }

  /**
   * The script of the sentence, as far as the window shows it: `simplified` if any of its characters is in Simplified
   * alone. Null when that may still turn out.
   */
  private evidence(window: readonly Character[], isClosed: boolean): Script | null {
    if (this.sentence.simplified) return "simplified";
    const end = window.findIndex(({ original }) => sentenceEnd.test(original));
    const rest = end < 0 ? window : window.slice(0, end);
    if (rest.some(({ script }) => script === "simplified")) return "simplified";
    if (end < 0 && !isClosed) return null;
    const isTraditional = this.sentence.traditional || rest.some(({ script }) => script === "traditional");
    return isTraditional || this.before.isTraditional ? "traditional" : "either";
  }

  private isVillage(at: number, window: readonly Character[]): boolean {
    if (window[at]?.original !== "里") return false;
    const before = this.before.text + simplifiedOf(window.slice(0, at));
    return beforeVillage.test(before) || afterVillage.test(simplifiedOf(window.slice(at + 1)));
  }

  /** Whether the phrase is written in a way that no Traditional text has it. */
  private isMistake(
    evidence: Script,
    phrase: readonly Character[],
    converted: readonly Converted[],
    window: readonly Character[],
  ): boolean {
    const before = this.before.text;
    if (evidence === "either" && converted.every(({ isCertain }) => isCertain)) {
      return areWholeWords(before, simplifiedOf(phrase), simplifiedOf(window.slice(phrase.length)));
    }
    const first = converted.findIndex(({ isShared }) => isShared);
    const last = converted.findLastIndex(({ isShared }) => isShared);
    for (let from = 0; from <= first; from++) {
      for (let to = last + 1; to <= phrase.length; to++) {
        const word = simplifiedOf(phrase.slice(from, to));
        if (!dictionaries().slips.has(word)) continue;
        return areWholeWords(before + simplifiedOf(phrase.slice(0, from)), word, simplifiedOf(window.slice(to)));
      }
    }
    return false;
  }

  private passed({ original, simplified, script }: Character): void {
    this.before.text = (this.before.text + simplified).slice(-windowCharacters);
    if (script === "simplified") this.sentence.simplified = true;
    if (script === "traditional") this.sentence.traditional = true;
    if (!sentenceEnd.test(original)) return;
    const { simplified: isSimplified, traditional } = this.sentence;
    if (isSimplified || traditional) this.before.isTraditional = !isSimplified;
    this.sentence = { simplified: false, traditional: false };
  }
}

export const createTraditionalStream = (): TraditionalStream => new Conversion();
