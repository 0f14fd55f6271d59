/**
 * ARPAbet → the alphabet that Kokoro was trained on (misaki, American English). The tables are here because misaki
 * itself is a Python library.
 */
const vowels: Record<string, string> = {
  AA: "ɑ",
  AE: "æ",
  AH: "ʌ",
  AO: "ɔ",
  AW: "W",
  AY: "I",
  EH: "ɛ",
  ER: "ɜɹ",
  EY: "A",
  IH: "ɪ",
  IY: "i",
  OW: "O",
  OY: "Y",
  UH: "ʊ",
  UW: "u",
};
const unstressedVowels: Record<string, string> = { AH: "ə", ER: "əɹ" };
const consonants: Record<string, string> = {
  B: "b",
  CH: "ʧ",
  D: "d",
  DH: "ð",
  F: "f",
  G: "ɡ",
  HH: "h",
  JH: "ʤ",
  K: "k",
  L: "l",
  M: "m",
  N: "n",
  NG: "ŋ",
  P: "p",
  R: "ɹ",
  S: "s",
  SH: "ʃ",
  T: "t",
  TH: "θ",
  V: "v",
  W: "w",
  Y: "j",
  Z: "z",
  ZH: "ʒ",
};
const stressMarks: Record<string, string> = { "1": "ˈ", "2": "ˌ" };

/** Short function words as they sound inside a sentence, unstressed. */
const weakForms: Record<string, string> = {
  a: "ɐ",
  an: "ən",
  the: "ðə",
  of: "ʌv",
  to: "tə",
  and: "ænd",
  for: "fɔɹ",
  in: "ɪn",
  on: "ɔn",
  at: "æt",
  is: "ɪz",
  as: "æz",
  or: "ɔɹ",
  from: "fɹʌm",
  with: "wɪð",
  that: "ðæt",
  it: "ɪt",
  its: "ɪts",
  was: "wʌz",
  are: "ɑɹ",
  were: "wɜɹ",
  be: "bi",
  been: "bɪn",
  can: "kæn",
  will: "wɪl",
  has: "hæz",
  have: "hæv",
  had: "hæd",
  you: "ju",
  your: "jʊɹ",
  he: "hi",
  she: "ʃi",
  we: "wi",
  they: "ðA",
  i: "I",
  my: "mI",
  his: "hɪz",
  her: "hɜɹ",
  our: "Wəɹ",
  by: "bI",
  but: "bʌt",
  if: "ɪf",
  than: "ðæn",
  them: "ðɛm",
  me: "mi",
  us: "ʌs",
  so: "sO",
  do: "du",
};

/**
 * One word in misaki's alphabet. `nextPhonemes`: of the English word that follows directly, for "the" and "to" before
 * vowels; null at a mark, a hanzi or the end, where the word keeps its stress.
 */
export function misakiWord(word: string, phonemes: readonly string[], nextPhonemes: readonly string[] | null): string {
  const weak =
    Object.hasOwn(weakForms, word.toLowerCase()) && word !== word.toUpperCase()
      ? word.toLowerCase()
      : word === "I" || word === "A"
        ? word.toLowerCase()
        : null;
  // The last word of a phrase keeps its stress: "I think I can."
  if (weak !== null && nextPhonemes !== null) {
    const beforeVowel = /^[AEIOU]/.test(nextPhonemes[0] ?? "");
    if (weak === "the" && beforeVowel) return "ði";
    if (weak === "to" && beforeVowel) return "tʊ";
    return weakForms[weak] ?? "";
  }
  return phonemes.map(misakiPhoneme).join("");
}

function misakiPhoneme(phoneme: string): string {
  const name = phoneme.replace(/\d$/, "");
  const stress = phoneme.slice(name.length);
  const vowel = vowels[name];
  if (vowel === undefined) return consonants[name] ?? "";
  return stress === "0" || stress === "" ? (unstressedVowels[name] ?? vowel) : `${stressMarks[stress] ?? ""}${vowel}`;
}
