import { numberStart, type Recogniser } from "./recogniser";
import type { WrittenItem } from "./written-item";

const monthNames =
  "January|February|March|April|May|June|July|August|September|October|November|December|" +
  "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec";
const monthStems = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const monthOf = (name = "") => monthStems.indexOf(name.slice(0, 3).toLowerCase()) + 1;
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const weekday = String.raw`(?:\s?[(（](?:週|星期|禮拜)?(?<weekday>[一二三四五六日])[)）])?`;
/** Words beside which "3/4" is a day and no fraction. */
const beforeDate = "(?<=(?:[於在到至自從]|今年|明年|去年|每年|日期|生日|截止|期限)[:：]?\\s?)";
const afterDate =
  "(?=\\s?(?:前|起|止|截止|當天|早上|上午|中午|下午|晚上|凌晨|開始|到期|出發|開會|[(（](?:週|星期|禮拜)?[一二三四五六日][)）]))";

interface DateParts {
  year?: string | undefined;
  month?: string | undefined;
  day?: string | undefined;
  weekday?: string | undefined;
}

function date({ year, month, day, weekday: of }: DateParts, isMinguo = false, dayWord: "日" | "號" = "日") {
  const numbers = { year: year === undefined ? null : Number(year), month: Number(month) };
  const days = daysOfMonth[numbers.month - 1];
  if (days === undefined || (day !== undefined && (Number(day) < 1 || Number(day) > days))) return null;
  return {
    kind: "date",
    ...numbers,
    day: day === undefined ? null : Number(day),
    isMinguo,
    dayWord,
    weekday: of ?? null,
  } satisfies WrittenItem;
}

const isCommonYear = (year: string | undefined) => Number(year) >= 1_000 && Number(year) <= 2_999;

function clock({ hour, minute, second, half }: Record<string, string | undefined>): WrittenItem | null {
  const letter = half?.[0]?.toLowerCase();
  const time = {
    hour: Number(hour),
    minute: Number(minute ?? 0),
    second: second === undefined ? null : Number(second),
  };
  if (time.hour > (letter ? 12 : 24) || time.minute > 59 || (time.second ?? 0) > 59) return null;
  if (time.hour === 24 && time.minute > 0) return null;
  return { kind: "time", ...time, half: letter === "a" ? "am" : letter === "p" ? "pm" : null };
}

const halfOfDay = String.raw`\s?(?<half>[aApP]\.?\s?[mM]\b\.?)`;

/** Days and times of day. A day or a time that does not exist is left to others. */
export const datesAndTimes: Recogniser[] = [
  {
    pattern: /(?<![\d.-])(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})(?![\d]|[-/.]\d)/gu,
    read: (groups) => (isCommonYear(groups.year) ? date(groups) : null),
  },
  {
    pattern: new RegExp(
      String.raw`${numberStart}(?:(?<year>\d{2,4})\s?年\s?)?(?<month>\d{1,2})\s?月(?:\s?(?<day>\d{1,2})\s?(?<word>[日號])${weekday})?`,
      "gu",
    ),
    read: ({ word, ...groups }) =>
      groups.year === undefined && groups.day === undefined ? null : date(groups, false, word === "號" ? "號" : "日"),
  },
  {
    // 113/05/03: the years of the Republic.
    pattern: new RegExp(
      String.raw`${numberStart}(?<year>\d{2,3})(?<mark>[/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})(?!\d|[/.:]\d)${weekday}`,
      "gu",
    ),
    read: (groups) => (Number(groups.year) >= 80 && Number(groups.year) < 200 ? date(groups, true) : null),
  },
  {
    pattern: /(?<![\d/])(?<first>\d{1,2})\/(?<second>\d{1,2})\/(?<year>\d{4})(?![\d/])/gu,
    read: ({ first, second, year }) =>
      isCommonYear(year)
        ? (date({ year, month: first, day: second }) ?? date({ year, month: second, day: first }))
        : null,
  },
  {
    pattern: new RegExp(`${beforeDate}(?<month>\\d{1,2})/(?<day>\\d{1,2})(?![\\d/])${weekday}`, "gu"),
    read: (groups) => date(groups),
  },
  {
    pattern: new RegExp(`${numberStart}(?<month>\\d{1,2})/(?<day>\\d{1,2})(?![\\d/])${afterDate}${weekday}`, "gu"),
    read: (groups) => date(groups),
  },
  {
    pattern: new RegExp(
      `\\b(?<month>${monthNames})\\.?\\s(?<day>\\d{1,2})(?:st|nd|rd|th)?\\b(?!:|\\.\\d|,\\d)(?:,?\\s(?<year>\\d{4})\\b(?!,\\d))?`,
      "gu",
    ),
    read: ({ month, ...groups }) => date({ ...groups, month: String(monthOf(month)) }),
  },
  {
    pattern: new RegExp(
      `\\b(?<day>\\d{1,2})(?:st|nd|rd|th)?\\s(?:of\\s)?(?<month>${monthNames})\\b\\.?(?:,?\\s(?<year>\\d{4})\\b)?`,
      "gu",
    ),
    read: ({ month, ...groups }) => date({ ...groups, month: String(monthOf(month)) }),
  },
  {
    pattern: new RegExp(`\\b(?<month>${monthNames})\\.?\\s(?<year>(?:1[1-9]|20)\\d\\d)\\b`, "gu"),
    read: ({ month, year }) => date({ year, month: String(monthOf(month)) }),
  },
  {
    pattern: new RegExp(
      `(?<![\\d.:：])(?<hour>\\d{1,2})[:：](?<minute>\\d{2})(?:[:：](?<second>\\d{2}))?(?![\\d]|[:：]\\d)(?:${halfOfDay})?`,
      "gu",
    ),
    read: clock,
  },
  { pattern: new RegExp(`(?<![\\d.:])(?<hour>\\d{1,2})${halfOfDay}`, "gu"), read: clock },
  {
    pattern: /(?<![\d.,])(?<year>\d{4})(?=\s?年(?!代))/gu,
    read: ({ year = "" }) => ({ kind: "year", year, isCertain: true }),
  },
  {
    pattern: /(?<![\d.,$€£¥])(?<year>(?:19|20)\d\d)(?=\s?[-–—~～至到]\s?(?:19|20)\d\d(?!\d))/gu,
    read: ({ year = "" }) => ({ kind: "year", year, isCertain: true }),
  },
  {
    pattern: /(?<=(?<!\d)(?:19|20)\d\d\s?[-–—~～至到]\s?)(?<year>(?:19|20)\d\d)(?!\d)/gu,
    read: ({ year = "" }) => ({ kind: "year", year, isCertain: true }),
  },
  {
    pattern: /(?<![\d.,])(?<year>\d{2}|\d{4})(?=\s?年代)/gu,
    read: ({ year = "" }) => ({ kind: "decade", year }),
  },
  {
    pattern: /(?<![\p{L}\d.,$€£¥])(?<year>(?:1[1-9]|20)\d0)['’]?s\b|(?:(?<=\bthe\s)|(?<=\s)['’])(?<short>\d0)s\b/gu,
    read: ({ year, short }) => ({ kind: "decade", year: year ?? short ?? "" }),
  },
];
