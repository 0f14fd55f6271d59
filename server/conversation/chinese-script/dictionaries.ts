import { configs as toTraditional } from "opencc-js/preset/cn2t";
import { configs as toSimplified } from "opencc-js/preset/t2cn";
import { PhraseTable } from "./phrase-table";
import { furtherPhrases, sharedCharacters, slips } from "./shared-characters";

/** OpenCC's dictionaries for s2tw: characters and phrases, then Taiwan's variants of characters, none of its words. */
export interface Dictionaries {
  /** Phrases by their Simplified form, with OpenCC's Traditional one; the first table wins. */
  phrases: PhraseTable[];
  /** Taiwan's form of characters that exist in Simplified alone. */
  simplifiedOnly: ReadonlyMap<string, string>;
  /** The Simplified form of Traditional characters, where it takes as many UTF-16 units. */
  simplified: ReadonlyMap<string, string>;
  /** Taiwan's variants (裏 → 裡). */
  variants: ReadonlyMap<string, string>;
  /** The words of `slips` by their Simplified form. */
  slips: ReadonlySet<string>;
}

let loaded: Dictionaries | null = null;

/** Built once, at the first use, and never changed. */
export function dictionaries(): Dictionaries {
  loaded ??= load();
  return loaded;
}

function load(): Dictionaries {
  const [toOpenCc, toTaiwan] = chainOf(toTraditional.s2tw?.conversionChain);
  const [backwards] = chainOf(toSimplified.t2s?.conversionChain);
  const characters = pairsOf(toOpenCc?.at(-1));
  const simplified = new Map(pairsOf(backwards?.at(-1)).filter(([from, to]) => from.length === to.length));
  // OpenCC's list lacks 賬 → 帳, and 溼 → 濕: the ministry's form of it is seldom written.
  const variants = new Map([...pairsOf(toTaiwan?.at(-1)), ["賬", "帳"] as const, ["溼", "濕"] as const]);
  const fold = (text: string) => [...text].map((character) => simplified.get(character) ?? character).join("");
  const further = furtherPhrases.map((phrase) => [fold(phrase), phrase] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const ownTable = further.map(([source, phrase]) => `${source} ${phrase}`).join("|");
  const simplifiedOnly = characters.map(([from, to]) => [from, variants.get(to) ?? to] as const);
  return {
    phrases: [ownTable, ...(toOpenCc ?? []).slice(0, -1)].map((dictionary) => new PhraseTable(dictionary)),
    simplifiedOnly: new Map(simplifiedOnly.filter(([from, to]) => from !== to && !sharedCharacters.has(from))),
    simplified,
    variants,
    slips: new Set([...slips].map(fold)),
  };
}

function chainOf(chain: readonly (readonly unknown[])[] | undefined): string[][] {
  if (!chain) throw new Error("opencc-js has no s2tw or no t2s.");
  return chain.map((group) =>
    group.map((dictionary) => {
      if (typeof dictionary !== "string") throw new Error("opencc-js's dictionaries are not text.");
      return dictionary;
    }),
  );
}

const pairsOf = (dictionary = "") => dictionary.split("|").map((entry) => entry.split(" ", 2) as [string, string]);
