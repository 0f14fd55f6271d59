const hanDigits = "零一二三四五六七八九";
const hanUnits: Record<string, number> = { 十: 10, 百: 100, 千: 1_000, 万: 10_000, 亿: 100_000_000 };
/** Characters of a number in Simplified script; 〇 and 两 are digits too. */
export const hanNumberCharacters = "零〇一二两三四五六七八九十百千万亿";

const hanDigit = (character: string) => hanDigits.indexOf(character.replace("〇", "零").replace("两", "二"));

/** The digits of a number in Han characters: 二零二六 and 两千零二十六 are both "2026". */
export function hanNumber(text: string): string {
  const characters = [...text];
  if (!characters.some((character) => character in hanUnits)) return characters.map(hanDigit).join("");
  let [total, section, digit] = [0, 0, 0];
  for (const character of characters) {
    const unit = hanUnits[character];
    if (unit === undefined) digit = hanDigit(character);
    else if (unit < 10_000) {
      // 十一 has no digit before its unit.
      section += (digit === 0 && unit === 10 ? 1 : digit) * unit;
      digit = 0;
    } else {
      total += (section + digit) * unit;
      [section, digit] = [0, 0];
    }
  }
  return String(total + section + digit);
}

const below20 =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const tens = "twenty thirty forty fifty sixty seventy eighty ninety";
const ordinals =
  "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth " +
  "seventeenth eighteenth nineteenth";

const englishValues = new Map<string, number>([
  ...below20.split(" ").map((word, value) => [word, value] as const),
  ...ordinals.split(" ").map((word, value) => [word, value] as const),
  ...tens.split(" ").flatMap((word, index) => {
    const value = (index + 2) * 10;
    return [[word, value] as const, [word.replace(/y$/, "ieth"), value] as const];
  }),
  ["fourty", 40],
]);
const englishScales = new Map([
  ["hundred", 100],
  ["hundredth", 100],
  ["thousand", 1_000],
  ["thousandth", 1_000],
]);

/** The value of a word that can begin a number: "twenty", "ninth", "7", "29th"; null for any other. */
export function englishAtom(word: string): number | null {
  const digits = /^(\d{1,9})(?:st|nd|rd|th)?$/.exec(word)?.[1];
  return digits === undefined ? (englishValues.get(word) ?? null) : Number(digits);
}

/**
 * The number that begins at `at` in lower-case words, and how many words it takes: "two thousand and twenty six" is one,
 * "twenty twenty six" are two (20 and 26). Null where none begins.
 */
export function englishNumberAt(words: readonly string[], at: number): { value: number; length: number } | null {
  const zeros = leadingZeros(words, at);
  if (zeros > 0) {
    const rest = englishNumberAt(words, at + zeros);
    if (rest) return { value: rest.value, length: zeros + rest.length };
  }
  const first = englishAtom(words[at] ?? "");
  if (first === null) return null;
  let [value, length] = pair(words, at, first);
  for (;;) {
    const scale = englishScales.get(words[at + length] ?? "");
    if (scale === undefined || value === 0) return { value, length };
    value *= scale;
    length += 1;
    const isJoined = words[at + length] === "and";
    const next = englishAtom(words[at + length + (isJoined ? 1 : 0)] ?? "");
    if (next === null || next >= scale) return { value, length };
    const [rest, restLength] = pair(words, at + length + (isJoined ? 1 : 0), next);
    // "nine hundred" after a thousand multiplies its own nine alone.
    const inner = englishScales.get(words[at + length + (isJoined ? 1 : 0) + restLength] ?? "");
    if (inner !== undefined && inner < scale) {
      const whole = englishNumberAt(words, at + length + (isJoined ? 1 : 0));
      if (whole) return { value: value + whole.value, length: length + (isJoined ? 1 : 0) + whole.length };
    }
    value += rest;
    length += restLength + (isJoined ? 1 : 0);
  }
}

/** How many words before a number are zeros in front of it: "double oh seven" is 7, as 007 is. */
function leadingZeros(words: readonly string[], at: number): number {
  if (at > 0 && englishAtom(words[at - 1] ?? "") !== null) return 0;
  let end = at;
  while (/^(?:double|triple|oh|o|zero)$/.test(words[end] ?? "")) end += 1;
  const isMeant = end > at && !/^(?:double|triple)$/.test(words[end - 1] ?? "");
  return isMeant ? end - at : 0;
}

/** "twenty" and a unit make one number; "twentieth" is one already. */
function pair(words: readonly string[], at: number, first: number): [value: number, length: number] {
  const unit = englishAtom(words[at + 1] ?? "");
  const isTens = !words[at]?.endsWith("th");
  const isPair = isTens && first >= 20 && first < 100 && first % 10 === 0 && unit !== null && unit > 0 && unit < 10;
  return isPair && !/\d/.test(`${words[at]}${words[at + 1]}`) ? [first + unit, 2] : [first, 1];
}
