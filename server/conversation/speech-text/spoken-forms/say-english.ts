import { toCardinal, toOrdinal } from "n2words/en-US";
import { currencies } from "./currencies";
import { units } from "./units";
import type { Amount, WrittenDate, WrittenItem } from "./written-item";

const months = "January February March April May June July August September October November December".split(" ");
const weekdays: Record<string, string> = {
  一: "Monday",
  二: "Tuesday",
  三: "Wednesday",
  四: "Thursday",
  五: "Friday",
  六: "Saturday",
  日: "Sunday",
};
const signs: Record<string, string> = {
  "+": "plus",
  "-": "minus",
  "−": "minus",
  "–": "minus",
  "×": "times",
  x: "times",
  "*": "times",
  "÷": "divided by",
};

/** How an item is said in American English: words, and letters where an item has some; no digits. */
export function sayInEnglish(item: WrittenItem): string {
  switch (item.kind) {
    case "date":
      return sayDate(item);
    case "time":
      return sayTime(item);
    case "year":
      return sayYear(item.year);
    case "decade":
      return `${item.year.length === 2 ? toCardinal(item.year) : sayYear(item.year)}s`.replace(/ys$/, "ies");
    case "number":
      return `${sayAmount(item.amount)}${item.isAtLeast ? " plus" : ""}`;
    case "ordinal":
      return toOrdinal(item.value);
    case "numbered":
      return `number ${cardinal(item.value)}`;
    case "fraction":
      return item.whole === null ? sayFraction(item) : `${cardinal(item.whole)} and ${sayFraction(item, "a")}`;
    case "ratio":
      return item.parts.map(cardinal).join(" to ");
    case "pair":
      return `${item.parts.map(cardinal).join(" over ")}${item.unit === null ? "" : ` ${units[item.unit]?.many ?? ""}`}`;
    case "sum":
      return item.parts.map((part) => signs[part] ?? cardinal(part)).join(" ");
    case "percent":
      return `${sayAmount(item.amount)} ${item.isPerMille ? "per thousand" : "percent"}`;
    case "money":
      return sayMoney(item);
    case "measure": {
      const { one, many } = units[item.unit] ?? { one: "", many: "" };
      return `${sayAmount(item.amount)} ${item.amount.from === "1" && item.amount.to === null ? one : many}`;
    }
    case "digits": {
      const extension = item.extension === null ? "" : `, extension ${digitByDigit(item.extension)}`;
      return `${item.isPlus ? "plus " : ""}${item.groups.map(digitByDigit).join(", ")}${extension}`;
    }
    case "code":
      return item.runs.map((run) => (/\d/.test(run) ? shortNumber(run) : run)).join(" ");
    case "version":
      return `${item.isNamed ? "version " : ""}${item.parts.map(cardinal).join(" point ")}`;
    case "ip": {
      const port = item.port === null ? "" : `, port ${digitByDigit(item.port)}`;
      const prefix = item.prefixLength === null ? "" : ` slash ${cardinal(item.prefixLength)}`;
      return `${item.parts.map(octet).join(" dot ")}${prefix}${port}`;
    }
    case "address":
      return sayAddress(item.text);
    case "floor":
      return `${item.isBelowGround ? "B" : ""} ${cardinal(item.value)}${item.isBelowGround ? "" : " F"}`.trim();
    case "word":
      return item.words.en;
  }
}

/** The word between the ends of a range. */
export const throughInEnglish = "to";

function sayAmount({ from, to, sign }: Amount): string {
  const first = `${sign === "-" ? "minus " : sign === "+" ? "plus " : ""}${cardinal(from)}`;
  return to === null ? first : `${first} to ${cardinal(to)}`;
}

/** A long number and one with a leading zero are codes. */
function cardinal(value: string): string {
  const [whole = "0", fraction] = value.split(".");
  if (whole.length > 15 || /^0\d/.test(whole)) return digitByDigit(value);
  return fraction === undefined ? toCardinal(whole) : `${toCardinal(whole)} point ${digitByDigit(fraction)}`;
}

const digitByDigit = (digits: string) =>
  [...digits].map((digit) => (digit === "." ? "point" : toCardinal(digit))).join(" ");

/** Numbers in names: "RTX 3090" is thirty ninety, "BR189" one eight nine. */
function shortNumber(digits: string): string {
  if (digits.startsWith("0") || digits.length > 4) return digitByDigit(digits);
  if (digits.length === 4) return sayYear(digits);
  return digits.length === 3 ? digitByDigit(digits) : toCardinal(digits);
}

const octet = (digits: string) => (digits.length <= 2 ? cardinal(String(Number(digits))) : digitByDigit(digits));

/** 1999 → nineteen ninety-nine; 2000 … 2009 stay two thousand …; 1905 → nineteen oh five. */
function sayYear(year: string): string {
  const first = year.slice(0, -2);
  const second = year.slice(-2);
  if (year.length !== 4 || first.startsWith("0")) return cardinal(year);
  if (second === "00" && first.endsWith("0")) return toCardinal(year);
  if (first.endsWith("0") && second.startsWith("0")) return toCardinal(year);
  if (second === "00") return `${toCardinal(first)} hundred`;
  return `${toCardinal(first)} ${second.startsWith("0") ? `oh ${toCardinal(second)}` : toCardinal(second)}`;
}

function sayDate({ year, isMinguo, month, day, weekday }: WrittenDate): string {
  const common = year === null ? null : String(isMinguo ? year + 1911 : year);
  const days = day === null ? "" : ` ${toOrdinal(day)}`;
  const years = common === null ? "" : `${day === null ? "" : ","} ${sayYear(common)}`;
  return `${weekday === null ? "" : `${weekdays[weekday]}, `}${months[month - 1]}${days}${years}`;
}

function sayTime({ hour, minute, second, half }: Extract<WrittenItem, { kind: "time" }>): string {
  const minutes = minute < 10 ? `oh ${toCardinal(minute)}` : toCardinal(minute);
  const seconds = second === null ? "" : ` and ${toCardinal(second)} second${second === 1 ? "" : "s"}`;
  const suffix = half === null ? "" : ` ${half.toUpperCase()}`;
  if (minute > 0 || second !== null) {
    return `${toCardinal(hour)} ${minute === 0 ? "hundred" : minutes}${seconds}${suffix}`;
  }
  if (half !== null) return `${toCardinal(hour)}${suffix}`;
  return hour >= 1 && hour <= 12 ? `${toCardinal(hour)} o'clock` : `${toCardinal(hour)} hundred hours`;
}

function sayFraction({ numerator, denominator }: { numerator: string; denominator: string }, single = "one"): string {
  const many = numerator !== "1";
  const part =
    denominator === "2" ? (many ? "halves" : "half") : denominator === "4" ? (many ? "quarters" : "quarter") : null;
  const ordinal = part ?? `${toOrdinal(denominator)}${many ? "s" : ""}`;
  return `${many ? cardinal(numerator) : single} ${ordinal}`;
}

function sayMoney({ amount, currency, scale, hanScale }: Extract<WrittenItem, { kind: "money" }>): string {
  const { one, many, cents } = currencies[currency] ?? { one: "", many: "", cents: null };
  const { from, to } = amount;
  const scaled = { 萬: "ten thousand", 億: "hundred million", 百: "hundred", 千: "thousand" }[hanScale] ?? scale;
  const [whole = "0", fraction = ""] = from.split(".");
  if (scaled !== "" || to !== null || cents === null || fraction.length > 2) {
    return `${sayAmount(amount)}${scaled === "" ? "" : ` ${scaled}`} ${from === "1" && to === null && scaled === "" ? one : many}`;
  }
  const minor = Number(fraction.padEnd(2, "0"));
  const parts = [`${cardinal(whole)} ${whole === "1" ? one : many}`];
  if (minor > 0) parts.push(`${toCardinal(minor)} ${minor === 1 ? cents[0] : cents[1]}`);
  const minus = amount.sign === "-" ? "minus " : "";
  return `${minus}${(whole === "0" && minor > 0 ? parts.slice(1) : parts).join(" and ")}`;
}

function sayAddress(text: string): string {
  const words: Record<string, string> = {
    ".": " dot ",
    "-": " dash ",
    "@": " at ",
    _: " underscore ",
    "+": " plus ",
    ":": " ",
  };
  return text
    .replace(/[.@_+:-]/gu, (mark) => words[mark] ?? " ")
    .replace(/\d+/gu, (digits) => ` ${shortNumber(digits)} `)
    .replace(/\s+/gu, " ")
    .trim();
}
