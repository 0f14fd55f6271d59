import type { Reading } from "../contract";
import { homophones } from "./mandarin-homophones";

const initials: Record<string, string> = Object.fromEntries(
  "ㄅb ㄆp ㄇm ㄈf ㄉd ㄊt ㄋn ㄌl ㄍg ㄎk ㄏh ㄐj ㄑq ㄒx ㄓzh ㄔch ㄕsh ㄖr ㄗz ㄘc ㄙs".split(" ").map(pair),
);
const finals: Record<string, string> = Object.fromEntries(
  (
    "ㄚa ㄛo ㄜe ㄝê ㄞai ㄟei ㄠao ㄡou ㄢan ㄣen ㄤang ㄥeng ㄦer " +
    "ㄧi ㄧㄚia ㄧㄛio ㄧㄝie ㄧㄠiao ㄧㄡiu ㄧㄢian ㄧㄣin ㄧㄤiang ㄧㄥing " +
    "ㄨu ㄨㄚua ㄨㄛuo ㄨㄞuai ㄨㄟui ㄨㄢuan ㄨㄣun ㄨㄤuang ㄨㄥong ㄩü ㄩㄝüe ㄩㄢüan ㄩㄣün ㄩㄥiong"
  )
    .split(" ")
    .map(pair),
);
const zhuyinTones: Record<string, string> = { "": "1", ˊ: "2", ˇ: "3", ˋ: "4", "˙": "0" };
const pinyinTones: Record<string, string> = { "\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4" };

function pair(written: string): [zhuyin: string, latin: string] {
  const latin = /[a-zêü]+/u.exec(written)?.[0] ?? "";
  return [written.slice(0, written.length - latin.length), latin];
}

/** `zhong1`, `lü4`, `ma0` for a syllable in Zhuyin or in pinyin of either form; null for what is none. */
export function numberedSyllable(written: string): string | null {
  const syllable = /[ㄅ-ㄩ]/u.test(written) ? fromZhuyin(written) : fromPinyin(written.toLowerCase());
  // After j, q and x pinyin writes u for ü.
  return syllable?.replace(/^([jqx])ü/u, "$1u") ?? null;
}

function fromZhuyin(written: string): string | null {
  const match = /^(˙?)([ㄅ-ㄙ]?)([ㄚ-ㄩ]{0,2})([ˊˇˋ˙]?)$/u.exec(written);
  if (!match) return null;
  const [, light = "", initial = "", final = "", mark = ""] = match;
  const tone = zhuyinTones[light || mark] ?? "1";
  if (final === "") return /[ㄓ-ㄙ]/u.test(initial) ? `${initials[initial]}i${tone}` : null;
  const rhyme = finals[final];
  if (rhyme === undefined) return null;
  return `${initial ? `${initials[initial]}${rhyme}` : withoutInitial(rhyme)}${tone}`;
}

/** Pinyin writes a syllable without an initial with y or w. */
function withoutInitial(rhyme: string): string {
  const special: Record<string, string> = { iu: "you", in: "yin", ing: "ying", ui: "wei", un: "wen", ong: "weng" };
  if (special[rhyme]) return special[rhyme];
  if (/^[iuü]$/u.test(rhyme)) return { i: "yi", u: "wu", ü: "yu" }[rhyme] ?? rhyme;
  return rhyme.replace(/^i/u, "y").replace(/^u/u, "w").replace(/^ü/u, "yu");
}

function fromPinyin(written: string): string | null {
  let tone = "";
  const letters = written
    .normalize("NFD")
    .replace(/[\u0304\u0301\u030c\u0300]/gu, (mark) => {
      tone ||= pinyinTones[mark] ?? "";
      return "";
    })
    .normalize("NFC")
    .replace(/v|u:/gu, "ü");
  const match = /^([a-zêü]{1,6})([0-5]?)$/u.exec(letters);
  if (!match) return null;
  const [, syllable = "", digit = ""] = match;
  return `${syllable}${(tone || digit).replace("5", "") || "0"}`;
}

/** The places of a run of hanzi, by character, that are read in a given way; the longest reading where several fit. */
export function readingsIn(hanzi: string, readings: readonly Reading[]): Map<number, string> {
  const characters = [...hanzi];
  const longestFirst = readings
    .map(({ hanzi: word, syllables }) => ({ word: [...word], syllables }))
    .sort((a, b) => b.word.length - a.word.length);
  const read = new Map<number, string>();
  for (let at = 0; at < characters.length; ) {
    const found = longestFirst.find(({ word }) =>
      word.every((character, index) => characters[at + index] === character),
    );
    found?.syllables.forEach((syllable, index) => {
      const numbered = numberedSyllable(syllable);
      if (numbered !== null) read.set(at + index, numbered);
    });
    at += found?.word.length ?? 1;
  }
  return read;
}

/**
 * The text for a voice that can't be told how it is read: a character with a given reading is written as a common one
 * that is read in no other way. Without such a one it stays.
 */
export function withHomophones(text: string, readings: readonly Reading[]): string {
  if (readings.length === 0) return text;
  return text.replace(/\p{Script=Han}+/gu, (hanzi) => {
    const read = readingsIn(hanzi, readings);
    return [...hanzi].map((character, at) => homophones.get(read.get(at) ?? "") ?? character).join("");
  });
}
