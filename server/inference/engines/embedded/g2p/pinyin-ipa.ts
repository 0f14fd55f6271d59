/**
 * Pinyin → the IPA that Kokoro was trained on for Mandarin, with tone arrows after the nucleus of the syllable. It is
 * our own because `pinyin-pro` gives no IPA, and misaki, whose notation this is, is a Python library.
 */
const initials: Record<string, string> = {
  b: "p",
  p: "pʰ",
  m: "m",
  f: "f",
  d: "t",
  t: "tʰ",
  n: "n",
  l: "l",
  g: "k",
  k: "kʰ",
  h: "x",
  j: "ʨ",
  q: "ʨʰ",
  x: "ɕ",
  zh: "ꭧ",
  ch: "ꭧʰ",
  sh: "ʂ",
  r: "ɻ",
  z: "ʦ",
  c: "ʦʰ",
  s: "s",
};
/** `0` is where the tone goes. */
const finals: Record<string, string> = {
  a: "a0",
  o: "o0",
  e: "ɤ0",
  ai: "ai0",
  ei: "ei0",
  ao: "au0",
  ou: "ou0",
  an: "a0n",
  en: "ə0n",
  ang: "a0ŋ",
  eng: "ə0ŋ",
  ong: "ʊ0ŋ",
  i: "i0",
  ia: "ja0",
  ie: "je0",
  iao: "jau0",
  iu: "jou0",
  iou: "jou0",
  ian: "jɛ0n",
  in: "i0n",
  iang: "ja0ŋ",
  ing: "i0ŋ",
  iong: "jʊ0ŋ",
  u: "u0",
  ua: "wa0",
  uo: "wo0",
  uai: "wai0",
  ui: "wei0",
  uei: "wei0",
  uan: "wa0n",
  un: "wə0n",
  uen: "wə0n",
  uang: "wa0ŋ",
  ueng: "wə0ŋ",
  ü: "y0",
  üe: "ɥe0",
  üan: "ɥɛ0n",
  ün: "y0n",
  er: "ɚ0",
  ê: "ɛ0",
  io: "jɔ0",
};
const toneArrows = ["", "→", "↗", "↓", "↘", ""];
const syllablePattern = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?([a-zêü]+)([0-5])?$/;

/** `syllable`: numbered pinyin such as "zhong1", "lü4" or "ma0". Null for what is no Mandarin syllable. */
export function pinyinToIpa(syllable: string): string | null {
  const match = syllablePattern.exec(withoutGlides(syllable.toLowerCase().replaceAll("v", "ü").replaceAll("u:", "ü")));
  const [, initial = "", written = "", tone = "0"] = match ?? [];
  if (!match) return null;
  let final = written;
  // After j, q, x (and y, handled below) a written u is ü.
  if (/^[jqx]$/.test(initial)) final = final.replace(/^u/, "ü");
  // The buzzed vowels of zhi chi shi ri, zi ci si.
  const ipa = final === "i" && /^(zh|ch|sh|r|z|c|s)$/.test(initial) ? "ɨ0" : finals[final];
  if (ipa === undefined) return null;
  return `${initials[initial] ?? ""}${ipa.replace("0", toneArrows[Number(tone)] ?? "")}`;
}

/** Spellings without an initial: yi → i, wu → u, yu → ü, you → iu, wen → un. */
function withoutGlides(syllable: string): string {
  return syllable
    .replace(/^yu/, "ü")
    .replace(/^yi/, "i")
    .replace(/^y(?=[aeo])/, "i")
    .replace(/^wu/, "u")
    .replace(/^w(?=[aeo])/, "u");
}

/** Third tones in a row: counted from the end of the run, every second one rises (老李想买 → 2 3 2 3). Other tones stay. */
export function thirdToneSandhi(syllables: readonly string[]): string[] {
  const out = [...syllables];
  for (let i = out.length - 2; i >= 0; i--) {
    if (out[i]?.endsWith("3") && out[i + 1]?.endsWith("3")) out[i] = `${out[i]?.slice(0, -1)}2`;
  }
  return out;
}
