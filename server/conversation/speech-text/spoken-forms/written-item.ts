import type { Language } from "../../../../lib/languages";

/** One or two amounts ("5", "5-10") as plain decimals: digits, and at most one point. */
export interface Amount {
  from: string;
  /** The end of a range; null: there is none. */
  to: string | null;
  sign: "+" | "-" | "";
}

export interface WrittenDate {
  kind: "date";
  /** `isMinguo`: counted from 1911, as Taiwan's offices do. */
  year: number | null;
  isMinguo: boolean;
  /** From 1. */
  month: number;
  day: number | null;
  /** The word after the day in Mandarin. */
  dayWord: "日" | "號";
  /** 一 … 日, where the text has it in brackets. */
  weekday: string | null;
}

/** A part of a text that is said otherwise than it is written, as far as it was understood. */
export type WrittenItem =
  | WrittenDate
  /** 0 ≤ `hour` ≤ 24; `half`: of a day on a clock with twelve hours. */
  | { kind: "time"; hour: number; minute: number; second: number | null; half: "am" | "pm" | null }
  /** Four digits. `isCertain`: nothing but a year; otherwise only English says it as one. */
  | { kind: "year"; year: string; isCertain: boolean }
  | { kind: "decade"; year: string }
  | { kind: "number"; amount: Amount; isAtLeast: boolean }
  | { kind: "ordinal"; value: string }
  | { kind: "numbered"; value: string }
  | { kind: "fraction"; whole: string | null; numerator: string; denominator: string }
  | { kind: "ratio"; parts: string[] }
  /** Two numbers that belong together, as of a blood pressure. */
  | { kind: "pair"; parts: string[]; unit: string | null }
  /** Numbers and the signs between them: "3 + 5". */
  | { kind: "sum"; parts: string[] }
  | { kind: "percent"; amount: Amount; isPerMille: boolean }
  /** `currency`: a key of `currencies`. `scale`: what the amount is multiplied by; `hanScale`: 萬, 億 … */
  | { kind: "money"; amount: Amount; currency: string; scale: string; hanScale: string }
  /** `unit`: a key of `units`. */
  | { kind: "measure"; amount: Amount; unit: string }
  /** Digits that are said one by one, in groups with a pause between them: telephone numbers, accounts. */
  | { kind: "digits"; groups: string[]; isPlus: boolean; extension: string | null }
  /** Letters and digits: "MP3", "A123456789". */
  | { kind: "code"; runs: string[] }
  | { kind: "version"; isNamed: boolean; parts: string[] }
  | { kind: "ip"; parts: string[]; prefixLength: string | null; port: string | null }
  /** A host name, an e-mail address or the name of a file; `words` and marks alternate. */
  | { kind: "address"; text: string }
  | { kind: "floor"; isBelowGround: boolean; value: string }
  /** The word itself in both languages. */
  | { kind: "word"; words: Record<Language, string> };

/** Where an item stands: from index `from` up to `to`, in UTF-16 units. */
export interface FoundItem {
  from: number;
  to: number;
  item: WrittenItem;
}
