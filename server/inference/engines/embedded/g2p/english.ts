import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadLetterModel } from "./letter-model";

/** Phonemes of one English word in ARPAbet with stress digits, e.g. HH AH0 L OW1. */
export type EnglishPronouncer = (word: string) => readonly string[];

const letterNames: Record<string, string> = {
  A: "EY1",
  B: "B IY1",
  C: "S IY1",
  D: "D IY1",
  E: "IY1",
  F: "EH1 F",
  G: "JH IY1",
  H: "EY1 CH",
  I: "AY1",
  J: "JH EY1",
  K: "K EY1",
  L: "EH1 L",
  M: "EH1 M",
  N: "EH1 N",
  O: "OW1",
  P: "P IY1",
  Q: "K Y UW1",
  R: "AA1 R",
  S: "EH1 S",
  T: "T IY1",
  U: "Y UW1",
  V: "V IY1",
  W: "D AH1 B AH0 L Y UW2",
  X: "EH1 K S",
  Y: "W AY1",
  Z: "Z IY1",
};
/** Words that the dictionary lacks or that are no ordinary words. */
const exceptions: Record<string, string> = {
  OK: "OW2 K EY1",
  AI: "EY2 AY1",
  AM: "EY2 EH1 M",
  PM: "P IY2 EH1 M",
  MIZ: "M IH1 Z",
  MISSUS: "M IH1 S IH0 Z",
  WIFI: "W AY1 F AY2",
  QWEN: "K W EH1 N",
  TAIPEI: "T AY2 P EY1",
  NVIDIA: "EH0 N V IH1 D IY0 AH0",
};
/** Up to this many capitals are spelled out, even if a word has the same letters (US, IT). */
const maxInitials = 3;

/**
 * English letters to phonemes: the CMU dictionary, and a small recurrent model for words that it lacks.
 * `directory` holds cmudict.json and g2p_model.json.
 */
export async function loadEnglishPronouncer(directory: string): Promise<EnglishPronouncer> {
  const dictionary = JSON.parse(await readFile(join(directory, "cmudict.json"), "utf8")) as Record<string, string[]>;
  const letterModel = loadLetterModel(JSON.parse(await readFile(join(directory, "g2p_model.json"), "utf8")));
  const listed = (upper: string) => (Object.hasOwn(dictionary, upper) ? dictionary[upper] : undefined);

  return function pronounce(word: string): readonly string[] {
    const upper = word.toUpperCase();
    if (Object.hasOwn(exceptions, upper) && (word === upper || !listed(upper)))
      return (exceptions[upper] ?? "").split(" ");
    const allCapitals = /^[A-Z]{2,}$/.test(word);
    if (word.length === 1 && word !== "a") return spell(upper);
    if (allCapitals && (word.length <= maxInitials || !listed(upper))) return spell(upper);
    const known = listed(upper);
    if (known) return known;
    // A possessive or contraction of a known word: cat's, Alice's, they'd.
    const clitic = /^(.+)'(S|D|LL|RE|VE|M)$/.exec(upper);
    if (clitic?.[1] && clitic[2]) {
      const stem = pronounce(clitic[1].toLowerCase());
      return [...stem, ...cliticPhonemes(clitic[2], stem.at(-1) ?? "")];
    }
    return letterModel(word.toLowerCase().replace(/[^a-z]/g, ""));
  };
}

function spell(letters: string): string[] {
  return [...letters].flatMap((letter) => (letterNames[letter] ?? "").split(" ").filter(Boolean));
}

function cliticPhonemes(clitic: string, last: string): string[] {
  if (clitic === "S") {
    if (/^(S|Z|SH|ZH|CH|JH)$/.test(last)) return ["IH0", "Z"];
    return [/^(P|T|K|F|TH)$/.test(last) ? "S" : "Z"];
  }
  const others: Record<string, string[]> = { D: ["D"], LL: ["AH0", "L"], RE: ["ER0"], VE: ["V"], M: ["M"] };
  return others[clitic] ?? [];
}
