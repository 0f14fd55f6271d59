import { toCardinal, toOrdinal } from "n2words/en-US";

const months = "January February March April May June July August September October November December".split(" ");
const currencies: Record<string, [one: string, many: string, cent: string, cents: string]> = {
  $: ["dollar", "dollars", "cent", "cents"],
  US$: ["US dollar", "US dollars", "cent", "cents"],
  NT$: ["Taiwan dollar", "Taiwan dollars", "cent", "cents"],
  "£": ["pound", "pounds", "penny", "pence"],
  "€": ["euro", "euros", "cent", "cents"],
  "¥": ["yen", "yen", "sen", "sen"],
};
const units: Record<string, string> = {
  km: "kilometers",
  "km/h": "kilometers per hour",
  m: "meters",
  cm: "centimeters",
  mm: "millimeters",
  kg: "kilograms",
  g: "grams",
  mg: "milligrams",
  ml: "milliliters",
  L: "liters",
  mph: "miles per hour",
  ft: "feet",
  lb: "pounds",
  lbs: "pounds",
  oz: "ounces",
  ms: "milliseconds",
  GB: "gigabytes",
  MB: "megabytes",
  TB: "terabytes",
  kHz: "kilohertz",
  Hz: "hertz",
  "°C": "degrees Celsius",
  "°F": "degrees Fahrenheit",
  "°": "degrees",
  "%": "percent",
};
const abbreviations: [RegExp, string][] = [
  [/\bMr\./g, "Mister"],
  [/\bMrs\./g, "Missus"],
  [/\bMs\./g, "Miz"],
  [/\bDr\./g, "Doctor"],
  [/\bProf\./g, "Professor"],
  [/\bSt\.(?= [A-Z])/g, "Saint"],
  [/\bvs\.?(?=\s)/g, "versus"],
  [/\be\.g\.,?/gi, "for example,"],
  [/\bi\.e\.,?/gi, "that is,"],
  [/\betc\./gi, "et cetera."],
  [/\bapprox\./gi, "approximately"],
  [/\bNo\.(?= ?\d)/g, "number"],
  [/\ba\.m\./gi, "AM"],
  [/\bp\.m\./gi, "PM"],
];
const digits = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;

/**
 * English text with numbers, dates, times, money, units and abbreviations written out as they are spoken. Pure. The
 * text has no markdown and no addresses any more. It is our own because `n2words` spells numbers only, and the text
 * normalisers that know the rest are Python (NeMo) or, inside eSpeak NG, under the GPL.
 */
export function speakableEnglish(text: string): string {
  let out = text.normalize("NFKC").replace(/[’‘ʼ]/g, "'").replace(/[–—]/g, " — ");
  for (const [pattern, words] of abbreviations) out = out.replace(pattern, words);
  return out
    .replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, (all, year, month, day) => date(+year, +month, +day) ?? all)
    .replace(
      new RegExp(`\\b(${months.join("|")}) (\\d{1,2})(?:st|nd|rd|th)?\\b(?!:|\\.\\d)`, "g"),
      (_, month, day) => `${month} ${toOrdinal(day)}`,
    )
    .replace(/\b([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?/g, (_, hour, minute) => time(+hour, +minute))
    .replace(/(?<![\w.])\+?\d[\d-]{6,}\d(?![\w.])/g, (number) => digitByDigit(number))
    .replace(
      new RegExp(`(US\\$|NT\\$|[$£€¥])\\s?(${digits})(?:\\s?(thousand|million|billion|trillion)\\b)?`, "g"),
      (_, sign, amount, scale) => money(sign, plain(amount), scale),
    )
    .replace(new RegExp(`(${digits})\\s?-\\s?(?=(?:${digits}))`, "g"), (_, from) => `${from} to `)
    .replace(
      new RegExp(
        `(?<![\\w.])(${digits})\\s?(km/h|km|kg|cm|mm|mg|ml|mph|lbs|lb|oz|ft|ms|GB|MB|TB|kHz|Hz|°C|°F|°|%|m|g|L)(?![A-Za-z])`,
        "g",
      ),
      (_, amount, unit) => `${cardinal(plain(amount))} ${units[unit]}`,
    )
    .replace(/\b(\d+)(st|nd|rd|th)\b/g, (_, number) => toOrdinal(number))
    .replace(/\b(1[1-9]|20)(\d\d)s\b/g, (_, century, rest) => `${pairYear(`${century}${rest}`)}s`.replace(/ys$/, "ies"))
    .replace(/(?<![\w.,-])(1[1-9]\d\d|20\d\d)(?!\w|[.,]\d)/g, (year) => pairYear(year))
    .replace(/(?<![\w.])-(?=\d)/g, "minus ")
    .replace(new RegExp(`${digits}`, "g"), (number) => ` ${cardinal(plain(number))} `)
    .replace(/\s\+\s/g, " plus ")
    .replace(/\s=\s/g, " equals ")
    .replace(/\//g, " ")
    .replace(/\s+/g, " ")
    .replace(/\s+([,.!?;:])/g, "$1")
    .trim();
}

const plain = (number: string) => number.replaceAll(",", "");

function cardinal(number: string): string {
  const [whole = "0", fraction] = number.split(".");
  // A long run of digits is a code, and so is one with a leading zero.
  if (whole.length > 15 || /^0\d/.test(whole)) return digitByDigit(number);
  return fraction ? `${toCardinal(whole)} point ${digitByDigit(fraction)}` : toCardinal(whole);
}

function digitByDigit(number: string): string {
  return [...number]
    .map((character) =>
      character === "." ? "point" : character === "+" ? "plus" : character === "-" ? "," : toCardinal(character),
    )
    .join(" ")
    .replaceAll(" ,", ",");
}

/** 1999 → nineteen ninety-nine; 2000…2009 stay two thousand …; 1905 → nineteen oh five. */
function pairYear(year: string): string {
  const first = year.slice(0, 2);
  const second = year.slice(2);
  if (/^20$/.test(first) && second.startsWith("0")) return toCardinal(year);
  if (second === "00") return `${toCardinal(first)} hundred`;
  return `${toCardinal(first)} ${second.startsWith("0") ? `oh ${toCardinal(second)}` : toCardinal(second)}`;
}

function date(year: number, month: number, day: number): string | null {
  const name = months[month - 1];
  return name && day >= 1 && day <= 31 ? `${name} ${toOrdinal(day)}, ${pairYear(String(year))}` : null;
}

function time(hour: number, minute: number): string {
  if (minute === 0)
    return hour >= 1 && hour <= 12 ? `${toCardinal(hour)} o'clock` : `${toCardinal(hour)} hundred hours`;
  return `${toCardinal(hour)} ${minute < 10 ? "oh " : ""}${toCardinal(minute)}`;
}

function money(sign: string, amount: string, scale: string | undefined): string {
  const [one, many, cent, cents] = currencies[sign] ?? [sign, sign, "", ""];
  if (scale) return `${cardinal(amount)} ${scale} ${many}`;
  const [whole = "0", fraction = ""] = amount.split(".");
  const minor = Number(fraction.padEnd(2, "0").slice(0, 2));
  const parts = [`${cardinal(whole)} ${whole === "1" ? one : many}`];
  if (minor > 0) parts.push(`${toCardinal(minor)} ${minor === 1 ? cent : cents}`);
  return (whole === "0" && minor > 0 ? parts.slice(1) : parts).join(" and ");
}
