import { configs } from "opencc-js/preset/cn2t";
import { PhraseTable } from "./phrase-table";

/**
 * OpenCC's s2twp over its own dictionaries: the text is cut into phrases whose characters depend on each other, their
 * characters become Traditional, then Taiwan's words and variants replace others within each piece. The conversion is
 * our own because opencc-js's converter needs the whole text, and some 80 MB for the tables that take 0.2 MB here.
 */
interface Dictionaries {
  /** Phrases in which a character's Traditional form depends on its neighbours. */
  phrases: PhraseTable[];
  characters: PhraseTable[];
  taiwan: PhraseTable[];
}

let loaded: Dictionaries | null = null;

/** Built at the first Chinese text and never changed: an English-only server never needs it. */
function dictionaries(): Dictionaries {
  if (loaded) return loaded;
  const [toTraditional, toTaiwan] = configs.s2twp?.conversionChain ?? [];
  if (!toTraditional || !toTaiwan) throw new Error("opencc-js has no s2twp.");
  const tables = (group: readonly unknown[]) =>
    group.map((dictionary) => {
      if (typeof dictionary !== "string") throw new Error("opencc-js's dictionaries are not text.");
      return new PhraseTable(dictionary);
    });
  loaded = {
    phrases: tables(toTraditional.slice(0, -1)),
    characters: tables(toTraditional.slice(-1)),
    taiwan: tables(toTaiwan),
  };
  return loaded;
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

/** Length of the beginning of `run` whose conversion, character by character, is `convertedLength` long. */
function lengthBefore(run: string, convertedLength: number, convert: (character: string) => string): number {
  let length = 0;
  let converted = 0;
  for (const character of run) {
    if (converted >= convertedLength) break;
    length += character.length;
    converted += convert(character).length;
  }
  return length;
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
  let pending = "";

  function take(atEnd: boolean): string {
    const { phrases, characters, taiwan } = dictionaries();
    const toTraditional = (run: string) => replaceAll(characters, run).text;
    let result = "";
    let runStart = 0;
    let at = 0;
    while (at < pending.length) {
      const match = longest(phrases, pending, at);
      if (match.isOpen && !atEnd) break;
      if (match.replacement === null) {
        at += characterLength(pending, at);
        continue;
      }
      result += convertPiece(toTraditional(pending.slice(runStart, at))) + convertPiece(match.replacement);
      runStart = at = match.end;
    }
    const run = pending.slice(runStart, at);
    const settled = replaceAll(taiwan, toTraditional(run));
    if (atEnd) {
      pending = pending.slice(at);
      return result + settled.text;
    }
    pending = pending.slice(runStart + lengthBefore(run, settled.settledTo, toTraditional));
    return result + settled.settledText;
  }

  return {
    push(text) {
      pending += text;
      return take(false);
    },
    flush() {
      const rest = take(true);
      pending = "";
      return rest;
    },
  };
}

/** Traditional Chinese as written in Taiwan (OpenCC s2twp); what is Traditional already, and other scripts, stay. */
export function toTraditional(text: string): string {
  const stream = createTraditionalStream();
  return stream.push(text) + stream.flush();
}
