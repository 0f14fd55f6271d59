import { currencyKey, currencyPattern } from "./currencies";
import { amountOf, amountPattern, number, numberStart, type Recogniser } from "./recogniser";
import { unitKey, unitPattern } from "./units";

const vulgarFractions: Record<string, [numerator: string, denominator: string]> = {
  "½": ["1", "2"],
  "⅓": ["1", "3"],
  "⅔": ["2", "3"],
  "¼": ["1", "4"],
  "¾": ["3", "4"],
  "⅕": ["1", "5"],
  "⅛": ["1", "8"],
  "⅜": ["3", "8"],
};
/** Denominators of fractions that people say as such; other pairs of numbers are no fraction. */
const denominators = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100, 1_000]);
const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

const currency = (group: string) => `(?<${group}>(?<![A-Za-z])(?:${currencyPattern}))`;
const hanScale = String.raw`(?:\s?(?<hanScale>百萬|千萬|[百千萬億兆]))?`;
const scale = String.raw`(?:\s?(?<scale>thousand|million|billion|trillion|[kKMB])(?![A-Za-z]))?`;
const scaleWords: Record<string, string> = { k: "thousand", K: "thousand", M: "million", B: "billion" };

const money: Recogniser["read"] = (groups) => ({
  kind: "money",
  amount: amountOf({ ...groups, sign: groups.sign ?? groups.outerSign }),
  currency: currencyKey(groups.currency ?? "$"),
  scale: scaleWords[groups.scale ?? ""] ?? groups.scale ?? "",
  hanScale: groups.hanScale ?? "",
});

const vulgarFraction = (before: string): Recogniser => ({
  pattern: new RegExp(`${before}(?<glyph>[${Object.keys(vulgarFractions).join("")}])`, "gu"),
  read({ whole, glyph = "" }) {
    const [numerator, denominator] = vulgarFractions[glyph] ?? ["", ""];
    return { kind: "fraction", whole: whole ?? null, numerator, denominator };
  },
});

/** Numbers with what they count: money, per cents, measures, fractions, floors. */
export const amounts: Recogniser[] = [
  {
    pattern: new RegExp(
      String.raw`(?<outerSign>(?<![\p{L}\p{N})])[-−])?${currency("currency")}\s?${amountPattern()}${hanScale}${scale}(?:\s?元(?![\p{Script=Han}]?月))?`,
      "gu",
    ),
    read: money,
  },
  {
    pattern: new RegExp(
      String.raw`${amountPattern()}${hanScale}${scale}\s?(?<currency>TWD|NTD|USD|HKD|EUR|GBP|JPY|KRW|CNY|RMB|[€£])(?![A-Za-z])`,
      "gu",
    ),
    read: money,
  },
  {
    pattern: new RegExp(String.raw`${amountPattern("\\s?%?")}\s?(?<mark>[%‰])`, "gu"),
    read: (groups) => ({ kind: "percent", amount: amountOf(groups), isPerMille: groups.mark === "‰" }),
  },
  vulgarFraction(String.raw`(?<whole>${numberStart}\d+)\s?`),
  vulgarFraction(""),
  {
    pattern: new RegExp(
      String.raw`(?:${numberStart}(?<whole>\d{1,4})\s)?(?<![\d./])(?<numerator>\d{1,4})\/(?<denominator>\d{1,4})(?![\d/.]\d|\d)`,
      "gu",
    ),
    read({ whole, numerator = "", denominator = "" }) {
      const [above, below] = [Number(numerator), Number(denominator)];
      const isFraction = above > 0 && above < below && denominators.has(below) && greatestDivisor(above, below) === 1;
      return isFraction ? { kind: "fraction", whole: whole ?? null, numerator, denominator } : null;
    },
  },
  {
    pattern: /(?<![\d./A-Za-z])(?<month>\d{1,2})\/(?<day>\d{1,2})(?![\d/A-Za-z]|\.\d)/gu,
    read: ({ month, day }) =>
      Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
        ? {
            kind: "date",
            year: null,
            isMinguo: false,
            month: Number(month),
            day: Number(day),
            dayWord: "日",
            weekday: null,
          }
        : null,
  },
  {
    pattern: /(?<![\d./A-Za-z])(?<above>\d{1,4})\/(?<below>\d{1,4})(?![\d/A-Za-z]|\.\d)(?:\s?(?<unit>mmHg))?/gu,
    read: ({ above = "", below = "", unit }) => ({ kind: "pair", parts: [above, below], unit: unit ?? null }),
  },
  {
    // "iPhone 5s": after a name, a letter alone is no unit.
    pattern: new RegExp(
      String.raw`(?:(?<=(?<![A-Za-z])[a-z]?[A-Z][A-Za-z]{2,12} ?)(?=[\d.,]+\s?[A-Za-z]{2})|(?<!(?<![A-Za-z])[a-z]?[A-Z][A-Za-z]{2,12} ?))${amountPattern()}\s?(?<unit>${unitPattern})(?![A-Za-z\d/²³])`,
      "gu",
    ),
    read: (groups) => ({ kind: "measure", amount: amountOf(groups), unit: unitKey(groups.unit ?? "") }),
  },
  {
    pattern: new RegExp(String.raw`${numberStart}(?<sum>${number}(?:\s?[+\-−×*÷]\s?${number}){1,8})(?=\s?=)`, "gu"),
    read: ({ sum = "" }) => ({ kind: "sum", parts: sum.split(/\s?([+\-−×*÷])\s?/u) }),
  },
  {
    pattern: /(?<![\p{L}\d.])(?<size>\d{1,5}(?:\s?[x×]\s?\d{1,5}){1,2})(?![\p{L}\d]|\.\d)/gu,
    read: ({ size = "" }) => ({ kind: "sum", parts: size.split(/\s?([x×])\s?/u) }),
  },
  {
    pattern: new RegExp(String.raw`${numberStart}(?<ratio>\d{1,6}(?:\s?[:：]\s?\d{1,6}){1,4})(?![\d:])`, "gu"),
    read: ({ ratio = "" }) => ({ kind: "ratio", parts: ratio.split(/\s?[:：]\s?/u) }),
  },
  {
    pattern: /(?<![\w.])(?<value>\d+)(?:st|nd|rd|th)\b/gu,
    read: ({ value = "" }) => ({ kind: "ordinal", value }),
  },
  {
    pattern: /(?<![\w.-])(?<below>B)?(?<value>\d{1,3})(?:F|(?<=B\d{1,3})樓)(?![A-Za-z\d-])/gu,
    read: ({ below, value = "" }) => ({ kind: "floor", isBelowGround: below !== undefined, value }),
  },
  {
    pattern: /(?:\b[Nn]o\.\s?|№\s?|(?<![\p{L}\d&])#)(?<value>\d{1,6})(?![\d-]|\.\d)/gu,
    read: ({ value = "" }) => ({ kind: "numbered", value }),
  },
  {
    pattern: /[①-⑳]/gu,
    read: (_, mark) => ({ kind: "number", amount: one(mark.charCodeAt(0) - 0x245f), isAtLeast: false }),
  },
];

const one = (value: number) => ({ from: String(value), to: null, sign: "" }) as const;

/** A number alone. */
export const plainNumber: Recogniser = {
  pattern: new RegExp(String.raw`(?<![A-Za-z\d])${amountPattern()}(?<plus>\+(?![\d\p{L}+]))?`, "gu"),
  read: (groups, matched) =>
    // A zero at the front belongs to a code, a room or a key.
    /^0\d/.test(groups.from ?? "") || matched.length > 60
      ? null
      : /^(?:1[1-9]|20)\d\d$/.test(matched)
        ? { kind: "year", year: matched, isCertain: false }
        : { kind: "number", amount: amountOf(groups), isAtLeast: groups.plus !== undefined },
};

/** What no other recogniser understands: digit by digit, so that no digit is left for a synthesiser. */
export const restOfDigits: Recogniser = {
  pattern: /\d+/gu,
  read: (_, matched) => ({ kind: "digits", groups: [matched], isPlus: false, extension: null }),
};
