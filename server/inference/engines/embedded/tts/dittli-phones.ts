import type { EnglishPronouncer } from "../g2p/english";

export interface DittliPhone {
  symbol: string;
  /** 0 for a consonant or a mark, else 1 + the vowel's stress. */
  tone: number;
}

const pieces = /([A-Za-z]+(?:'[A-Za-z]+)*)|([,.!?…])|([;:—])/g;
const edge: DittliPhone = { symbol: "_", tone: 0 };

/**
 * A spoken form in English → the voice's symbols (ARPAbet in lower case, V for v) between two edges; empty when there is no
 * word.
 */
export function dittliPhones(text: string, pronounce: EnglishPronouncer): DittliPhone[] {
  const phones = [...text.matchAll(pieces)].flatMap(([, word, mark]): DittliPhone[] => {
    if (word) return pronounce(word).map(dittliPhone);
    return [{ symbol: mark ?? ",", tone: 0 }];
  });
  return phones.some(({ symbol }) => /[a-z]/i.test(symbol)) ? [edge, ...phones, edge] : [];
}

function dittliPhone(phoneme: string): DittliPhone {
  const name = phoneme.replace(/\d$/, "").toLowerCase();
  const stress = /\d$/.exec(phoneme)?.[0];
  return { symbol: name === "v" ? "V" : name, tone: stress === undefined ? 0 : Number(stress) + 1 };
}
