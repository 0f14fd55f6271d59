import { toCardinal } from "n2words/zh-Hant-TW";
import { currencies } from "./currencies";
import { units } from "./units";
import type { Amount, WrittenDate, WrittenItem } from "./written-item";

const digitNames = "零一二三四五六七八九";
/** Before these, 2 is 兩. */
const afterLiang =
  /^\s?(?:[個位名隻條張本次天年杯件種歲點小週塊元家台部頓倍分秒瓶包盒碗份筆項場層棵輛雙對套組支枝根顆粒片間座串束封首句段篇行列步回趟遍度萬億兆千百]|公里|公尺|公分|公斤|公克|公升|小時|分鐘|毫|平方|立方|號線)/u;
/** … but not in these: 二樓, 二度, 第二, 十二分. */
const notLiang = /^\s?(?:樓|段(?![話落文時])|號|月|日)/u;
const powers: Record<string, number> = { thousand: 3, million: 6, billion: 9, trillion: 12 };
const signs: Record<string, string> = {
  "+": "加",
  "-": "減",
  "−": "減",
  "–": "減",
  "×": "乘",
  x: "乘",
  "*": "乘",
  "÷": "除以",
};

/**
 * How an item is said in Taiwan. `before` and `after` are the text around it. Characters, and Latin letters where an item
 * has some; no digits.
 */
export function sayInMandarin(item: WrittenItem, { before, after }: { before: string; after: string }): string {
  switch (item.kind) {
    case "date":
      return sayDate(item);
    case "time":
      return sayTime(item, before);
    case "year":
      return item.isCertain ? digitByDigit(item.year) : cardinal(item.year);
    case "decade":
      return `${digitByDigit(item.year)}${/^\s?年代/.test(after) ? "" : "年代"}`;
    case "number": {
      const amount = sayAmount(item.amount, { unit: after, isOrdinal: /第\s?$/u.test(before) });
      return item.isAtLeast ? `${amount}以上` : amount;
    }
    case "ordinal":
      return `第${cardinal(item.value)}`;
    case "numbered":
      return `${cardinal(item.value)}號`;
    case "fraction": {
      const part = `${cardinal(item.denominator)}分之${cardinal(item.numerator)}`;
      return item.whole === null ? part : `${cardinal(item.whole)}又${part}`;
    }
    case "ratio":
      return item.parts.map(cardinal).join("比");
    case "pair":
      return `${item.parts.map(cardinal).join("，")}${item.unit === null ? "" : (units[item.unit]?.mandarin.replace("{}", "") ?? "")}`;
    case "sum":
      return item.parts.map((part) => signs[part] ?? cardinal(part)).join("");
    case "percent": {
      const { from, to, sign } = item.amount;
      const whole = item.isPerMille ? "千分之" : "百分之";
      const one = (value: string) => (value === "100" && !item.isPerMille ? "百" : cardinal(value));
      const through = to === null ? "" : `到${one(to)}`;
      return `${sign === "-" ? "負" : sign === "+" ? "正" : ""}${whole}${one(from)}${through}`;
    }
    case "money":
      return sayMoney(item);
    case "measure": {
      const { mandarin } = units[item.unit] ?? { mandarin: "{}" };
      const isFrost = item.amount.sign === "-" && item.unit === "°C";
      const amount = isFrost
        ? `零下${sayAmount({ ...item.amount, sign: "" }, { unit: "度" })}`
        : sayAmount(item.amount, { unit: mandarin.replace(/.*\{\}/u, "") });
      return mandarin.replace("{}", amount).trim();
    }
    case "digits": {
      const groups = item.groups.map(digitByDigit).join("，");
      const extension = item.extension === null ? "" : `，分機${digitByDigit(item.extension)}`;
      return `${item.isPlus ? "加" : ""}${groups}${extension}`;
    }
    case "code":
      return item.runs.map((run) => (/\d/.test(run) ? shortNumber(run) : run)).join(" ");
    case "version":
      return `${item.isNamed ? "版本" : ""}${item.parts.map(cardinal).join("點")}`;
    case "ip": {
      const port = item.port === null ? "" : `，連接埠${digitByDigit(item.port)}`;
      const prefix = item.prefixLength === null ? "" : `斜線${cardinal(item.prefixLength)}`;
      return `${item.parts.map(octet).join("點")}${prefix}${port}`;
    }
    case "address":
      return sayAddress(item.text);
    case "floor":
      return `${item.isBelowGround ? "地下" : ""}${cardinal(item.value)}樓`;
    case "word":
      return item.words["zh-TW"];
  }
}

/** The word between the ends of a range. */
export const throughInMandarin = "到";

function sayAmount({ from, to, sign }: Amount, { unit = "", isOrdinal = false } = {}): string {
  const isCounted = afterLiang.test(unit) && !notLiang.test(unit) && !isOrdinal;
  const say = (value: string) => (value === "2" && isCounted ? "兩" : cardinal(value));
  const first = `${sign === "-" ? "負" : sign === "+" ? "正" : ""}${say(from)}`;
  return to === null ? first : `${first}到${say(to)}`;
}

/** 1250 → 一千兩百五十. A long number and one with a leading zero are codes. */
function cardinal(value: string): string {
  const [whole = "0", fraction] = value.split(".");
  if (whole.length > 15 || /^0\d/.test(whole)) return digitByDigit(value);
  const words = toCardinal(whole, { formal: false })
    .replace(/^一十/u, "十")
    .replace(/二(?=[百千])/gu, "兩")
    .replace(/^二(?=[萬億兆])/u, "兩");
  return fraction === undefined ? words : `${words}點${digitByDigit(fraction)}`;
}

const digitByDigit = (digits: string) =>
  [...digits].map((digit) => (digit === "." ? "點" : (digitNames[Number(digit)] ?? ""))).join("");

/** Numbers in names: up to two digits are a number, more are said one by one. */
const shortNumber = (digits: string) =>
  digits.length <= 2 && !digits.startsWith("0") ? cardinal(digits) : digitByDigit(digits);
const octet = (digits: string) => (digits.length <= 2 ? cardinal(String(Number(digits))) : digitByDigit(digits));

function sayDate({ year, month, day, dayWord, weekday }: WrittenDate): string {
  const years = year === null ? "" : `${year < 1_000 ? cardinal(String(year)) : digitByDigit(String(year))}年`;
  const days = day === null ? "" : `${cardinal(String(day))}${dayWord}`;
  return `${years}${cardinal(String(month))}月${days}${weekday === null ? "" : `星期${weekday}`}`;
}

function sayTime({ hour, minute, second, half }: Extract<WrittenItem, { kind: "time" }>, before: string): string {
  const said = /(?:上午|下午|早上|中午|晚上|凌晨|午夜|傍晚)\s?$/u.test(before);
  const hours = `${half === null || said ? "" : partOfDay(hour % 12, half)}${hour === 2 ? "兩" : cardinal(String(hour))}點`;
  const padded = (value: number) => `${value > 0 && value < 10 ? "零" : ""}${cardinal(String(value))}`;
  if (second !== null) return `${hours}${padded(minute)}分${padded(second)}秒`;
  return minute === 0 ? hours : `${hours}${padded(minute)}分`;
}

function partOfDay(hour: number, half: "am" | "pm"): string {
  if (half === "am") return hour === 0 ? "午夜" : hour < 6 ? "凌晨" : "上午";
  return hour === 0 ? "中午" : hour < 6 ? "下午" : "晚上";
}

function sayMoney({ amount, currency, scale, hanScale }: Extract<WrittenItem, { kind: "money" }>): string {
  const { mandarin } = currencies[currency] ?? { mandarin: "{}" };
  const scaled = (value: string) => timesPowerOfTen(value, powers[scale] ?? 0);
  const plain: Amount = {
    ...amount,
    from: scaled(amount.from),
    to: amount.to === null ? null : scaled(amount.to),
  };
  return mandarin.replace("{}", `${sayAmount(plain, { unit: hanScale || "元" })}${hanScale}`);
}

/** "3.5" × 10⁶ → "3500000", without the errors of floating point. Zeros at the end of a fraction are not said. */
function timesPowerOfTen(value: string, power: number): string {
  const [whole = "0", fraction = ""] = value.split(".");
  const padded = fraction.padEnd(power, "0");
  const moved = `${whole}${padded.slice(0, power)}`.replace(/^0+(?=\d)/, "");
  const rest = padded.slice(power).replace(/0+$/, "");
  return rest === "" ? moved : `${moved}.${rest}`;
}

function sayAddress(text: string): string {
  const words: Record<string, string> = {
    ".": " 點 ",
    "-": " 槓 ",
    "@": " 小老鼠 ",
    _: " 底線 ",
    "+": " 加 ",
    ":": " ",
  };
  return text
    .replace(/[.@_+:-]/gu, (mark) => words[mark] ?? " ")
    .replace(/\d+/gu, shortNumber)
    .trim();
}
