import { configs } from "opencc-js/preset/cn2t";
import { configs as toSimplified } from "opencc-js/preset/t2cn";
import { PhraseTable } from "./phrase-table";
import { taiwanWords } from "./taiwan-words";

/**
 * OpenCC's s2twp over its own dictionaries: the text is cut into phrases whose characters depend on each other, their
 * characters become Traditional, then Taiwan's words and variants replace others within each piece. The conversion is
 * our own because opencc-js's converter needs the whole text, and some 80 MB for the tables that take 0.2 MB here.
 *
 * OpenCC expects Simplified text, and models mix both scripts, even in one word. Phrases are therefore looked up with
 * all characters in their Simplified form, and what is Traditional in the text stays as it is.
 */
interface Dictionaries {
  /** Phrases in which a character's Traditional form depends on its neighbours. */
  phrases: PhraseTable[];
  characters: PhraseTable[];
  taiwan: PhraseTable[];
  /** The Simplified form of Traditional characters, where it takes as many UTF-16 units. */
  simplified: Map<string, string>;
}

/**
 * Simplified characters that are also Traditional ones with a meaning of their own (surnames such as 余, 于, 游; 公里).
 * Outside the phrases that tell which one is meant they are converted only in Simplified text.
 */
const shared = new Set("里斗干于游岩采范后占征准辟凶咸云余郁朴划岳丑杰伙熏吁涂台丰涌杠仆几");
/** OpenCC's phrases write these otherwise (臺, 佈, 佔, 傢俱, 夥) although Taiwan writes both. */
const eitherWay = new Set("台布占家具伙");

let loaded: Dictionaries | null = null;

/** Built at the first Chinese text and never changed: an English-only server never needs it. */
function dictionaries(): Dictionaries {
  if (loaded) return loaded;
  const [toTraditional, toTaiwan] = configs.s2twp?.conversionChain ?? [];
  const [backwards] = toSimplified.t2s?.conversionChain ?? [];
  if (!toTraditional || !toTaiwan || !backwards) throw new Error("opencc-js has no s2twp or no t2s.");
  const [words, ...variants] = textsOf(toTaiwan);
  const tables = (dictionaries: readonly string[]) => dictionaries.map((dictionary) => new PhraseTable(dictionary));
  const pairs = (textsOf(backwards).at(-1) ?? "").split("|").map((entry) => entry.split(" ", 2) as [string, string]);
  loaded = {
    phrases: tables(textsOf(toTraditional.slice(0, -1))),
    characters: tables(textsOf(toTraditional.slice(-1))),
    taiwan: tables([taiwanWords(words ?? ""), ...variants]),
    simplified: new Map(pairs.filter(([traditional, simplified]) => traditional.length === simplified.length)),
  };
  return loaded;
}

function textsOf(group: readonly unknown[]): string[] {
  return group.map((dictionary) => {
    if (typeof dictionary !== "string") throw new Error("opencc-js's dictionaries are not text.");
    return dictionary;
  });
}

/** The longest of the tables' matches; of equally long ones the first table's. */
function longest(tables: PhraseTable[], text: string, at: number) {
  let best = { end: at, replacement: null as string | null, isOpen: false };
  for (const table of tables) {
    const match = table.longestAt(text, at);
    const isOpen = best.isOpen || match.isOpen;
    best = match.end > best.end ? { ...match, isOpen } : { ...best, isOpen };
  }
  return best;
}

const characterLength = (text: string, at: number) => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** Replaces phrases of the tables. `settledTo`: how much of the text can't be changed by later text. */
function replaceAll(tables: PhraseTable[], text: string): { text: string; settledTo: number; settledText: string } {
  let result = "";
  let settledTo: number | null = null;
  let settledText = "";
  for (let at = 0; at < text.length; ) {
    const match = longest(tables, text, at);
    if (match.isOpen && settledTo === null) {
      settledTo = at;
      settledText = result;
    }
    const end = match.replacement === null ? at + characterLength(text, at) : match.end;
    result += match.replacement ?? text.slice(at, end);
    at = end;
  }
  return settledTo === null
    ? { text: result, settledTo: text.length, settledText: result }
    : { text: result, settledTo, settledText };
}

/** A character of the text on its way through the conversion. */
interface Character {
  original: string;
  simplified: string;
  /** More of the text before it is Simplified than Traditional. */
  inSimplifiedText: boolean;
}

/** Outside any phrase. */
function convertCharacter({ original, simplified, inSimplifiedText }: Character): string {
  if (original !== simplified || (shared.has(original) && !inSimplifiedText)) return original;
  return replaceAll(dictionaries().characters, original).text;
}

/** Inside a phrase, which has a Traditional form. */
function convertInPhrase({ original, simplified, inSimplifiedText }: Character, traditional: string): string {
  return original !== simplified || (eitherWay.has(original) && !inSimplifiedText) ? original : traditional;
}

/** One piece between phrase borders: a phrase, or a run of characters that belong to none. */
const convertPiece = (traditional: string) => replaceAll(dictionaries().taiwan, traditional).text;

/** Converts text as it arrives; all results joined are what the whole text converts to. */
export interface TraditionalStream {
  /**
   * The text that is final after this piece. Only what a phrase may still change is held back, a few characters at
   * most.
   */
  push(text: string): string;
  flush(): string;
}

export function createTraditionalStream(): TraditionalStream {
  let pending: Character[] = [];
  /** Characters so far that are only Simplified, less those that are only Traditional. */
  let simplifiedLead = 0;

  function read(original: string): Character {
    const { simplified, characters } = dictionaries();
    const character = {
      original,
      simplified: simplified.get(original) ?? original,
      inSimplifiedText: simplifiedLead > 0,
    };
    if (character.simplified !== original) simplifiedLead -= 1;
    else if (!shared.has(original) && replaceAll(characters, original).text !== original) simplifiedLead += 1;
    return character;
  }

  function take(atEnd: boolean): string {
    const { phrases, taiwan } = dictionaries();
    const simplified = pending.map((character) => character.simplified).join("");
    let result = "";
    let runStart = 0;
    let at = 0;
    // `offset` is the place of pending[at] in `simplified`, in UTF-16 units.
    for (let offset = 0; at < pending.length; ) {
      const match = longest(phrases, simplified, offset);
      if (match.isOpen && !atEnd) break;
      if (match.replacement === null) {
        offset += characterLength(simplified, offset);
        at += 1;
        continue;
      }
      const traditional = [...match.replacement];
      const phrase = pending.slice(at, at + traditional.length);
      result += convertPiece(pending.slice(runStart, at).map(convertCharacter).join(""));
      result += convertPiece(
        phrase.map((each, index) => convertInPhrase(each, traditional[index] ?? each.original)).join(""),
      );
      offset = match.end;
      at += phrase.length;
      runStart = at;
    }
    const run = pending.slice(runStart, at).map(convertCharacter);
    const settled = replaceAll(taiwan, run.join(""));
    if (atEnd) {
      pending = pending.slice(at);
      return result + settled.text;
    }
    let settledCharacters = 0;
    for (let length = 0; length < settled.settledTo; settledCharacters++) length += run[settledCharacters]?.length ?? 1;
    pending = pending.slice(runStart + settledCharacters);
    return result + settled.settledText;
  }

  return {
    push(text) {
      for (const character of text) pending.push(read(character));
      return take(false);
    },
    flush() {
      const rest = take(true);
      pending = [];
      return rest;
    },
  };
}

/** Traditional Chinese as written in Taiwan; what is Traditional already, and other scripts, stay. */
export function toTraditional(text: string): string {
  const stream = createTraditionalStream();
  return stream.push(text) + stream.flush();
}
