import { align } from "./alignment";
import { isError } from "./placed-step";
import { isSameSound } from "./same-sound";
import type { SpokenToken } from "./spoken-tokens";

/** In a name of at least so many syllables one may be misheard; a shorter one must sound like itself. */
const longNameSyllables = 3;

/** What is wrong with a name beyond what is forgiven, in tokens; something of it must have been heard. */
export function nameErrors(name: readonly SpokenToken[], said: readonly SpokenToken[]): number {
  const isLatin = name.some(({ kind }) => kind === "letter");
  // 艾咪 for Amy: the letters of its pinyin are compared.
  const letters = (tokens: readonly SpokenToken[]) => [...tokens.map(({ key }) => key).join("")];
  const isShort = syllables(name) < longNameSyllables;
  if (isLatin && isShort) {
    const [own, other] = [skeleton(letters(name).join("")), skeleton(letters(said).join(""))];
    if (own === other) return 0;
  }
  const isNear = isShort ? isNearSound : isSameSound;
  const steps = isLatin ? align(letters(name), letters(said), (a, b) => a === b) : align(name, said, isNear);
  const wrong = steps.filter(isError).length;
  return isShort ? wrong : Math.max(0, wrong - syllableTokens(name));
}

const latinOf = (name: readonly SpokenToken[]) =>
  name.flatMap(({ kind, key }) => (kind === "letter" ? [key] : [])).join("");
const vowelRuns = (latin: string) => latin.match(/[aeiouy]+/g)?.length ?? 0;

function syllables(name: readonly SpokenToken[]): number {
  const latin = latinOf(name);
  return name.filter(({ kind }) => kind !== "letter").length + (latin === "" ? 0 : Math.max(1, vowelRuns(latin)));
}

/** How many tokens one syllable of the name has at most: 1 in Han characters, some letters in Latin ones. */
function syllableTokens(name: readonly SpokenToken[]): number {
  const latin = latinOf(name);
  return latin === "" ? 1 : Math.max(2, Math.ceil(latin.length / Math.max(1, vowelRuns(latin))));
}

/** Sounds that recognisers and people take for each other: zh and z, l and n, ing and in. */
function isNearSound(a: SpokenToken, b: SpokenToken): boolean {
  const near = (key: string) =>
    key
      .replace(/^([zcs])h/, "$1")
      .replace(/^l/, "n")
      .replace(/ng$/, "n");
  return isSameSound(a, b) || (a.kind === "syllable" && b.kind === "syllable" && near(a.key) === near(b.key));
}

/** The consonants of a name by their class, without the weak r, h, w and y, and whether it begins with a vowel. */
function skeleton(letters: string): string {
  const plain = letters
    .replace(/c(?=[eiy])/g, "s")
    .replace(/[ckqg]/g, "k")
    .replace(/[zx]/g, "s")
    .replace(/[dt]/g, "t")
    .replace(/[bp]/g, "p")
    .replace(/[fv]/g, "f");
  const consonants = plain.replace(/[aeiouyrhw]/g, "").replace(/(.)\1+/g, "$1");
  // Of Rae and Wei no consonant remains: they are compared by their letters.
  return consonants === "" ? letters : `${/^[aeiouy]/.test(plain) ? "a" : ""}${consonants}`;
}
