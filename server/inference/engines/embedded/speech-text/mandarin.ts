import { toCardinal } from "n2words/zh-Hant-TW";

const digitNames = "零一二三四五六七八九";
const units: Record<string, string> = {
  km: "公里",
  m: "公尺",
  cm: "公分",
  mm: "毫米",
  kg: "公斤",
  g: "公克",
  mg: "毫克",
  ml: "毫升",
  GB: "GB",
  MB: "MB",
  "°C": "度",
  "℃": "度",
  "°": "度",
};
const currencies: Record<string, string> = { $: "元", NT$: "元", US$: "美元", "€": "歐元", "£": "英鎊", "¥": "元" };
/** Before these, 2 is 兩. */
const measureWords = "個个位名隻只條条張张本次天年杯件種种歲岁點点小週周塊块元人家台臺部封頓顿倍分";
const digits = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;

/**
 * Mandarin text with numbers, dates, times, money, per cents and units written out in characters. Latin words stay.
 * Pure. The text has no markdown and no addresses any more. It is our own for the reason given at `speakableEnglish`.
 */
export function speakableMandarin(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/(\d{4})[-/](\d{1,2})[-/](\d{1,2})/g, "$1年$2月$3日")
    .replace(/(\d{4})(?=\s?年)/g, (year) => digitByDigit(year))
    .replace(/([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?/g, (_, hour, minute) => time(+hour, +minute))
    .replace(
      new RegExp(`(US\\$|NT\\$|[$£€¥])\\s?(${digits})(\\s?[萬万億亿])?`, "g"),
      (_, sign, amount, scale = "") => `${cardinal(amount)}${scale}${currencies[sign]}`,
    )
    .replace(new RegExp(`(${digits})\\s?%`, "g"), (_, amount) => `百分之${cardinal(amount)}`)
    .replace(
      new RegExp(`(${digits})\\s?(km|cm|mm|kg|mg|ml|GB|MB|°C|℃|°|m|g)(?![A-Za-z])`, "g"),
      (_, amount, unit) => `${cardinal(amount)}${units[unit]}`,
    )
    .replace(/(?<![\d.])(?:0\d[\d-]{5,}\d|\d{8,}|\d{3,4}-\d{3,4}(?:-\d{3,4})?)(?![\d.])/g, (number) =>
      digitByDigit(number.replaceAll("-", "，")),
    )
    .replace(new RegExp(`(${digits})\\s?[-~]\\s?(?=(?:${digits}))`, "g"), "$1到")
    .replace(new RegExp(`(?<![\\d第.])2(?=\\s?[${measureWords}])`, "g"), "兩")
    .replace(/-(?=\d)/g, "負")
    .replace(new RegExp(digits, "g"), (number) => cardinal(number))
    .replace(/\s+/g, " ")
    .trim();
}

function digitByDigit(number: string): string {
  return [...number].map((character) => digitNames[Number(character)] ?? character).join("");
}

function cardinal(number: string): string {
  const [whole = "0", fraction] = number.replaceAll(",", "").split(".");
  if (whole.length > 15 || /^0\d/.test(whole)) return digitByDigit(whole);
  const words = toCardinal(whole, { formal: false }).replace(/^一十/, "十");
  return fraction ? `${words}點${digitByDigit(fraction)}` : words;
}

function time(hour: number, minute: number): string {
  const hours = hour === 2 ? "兩" : cardinal(String(hour));
  if (minute === 0) return `${hours}點`;
  return `${hours}點${minute < 10 ? "零" : ""}${cardinal(String(minute))}分`;
}
