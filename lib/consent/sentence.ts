import { AppError } from "../errors";
import type { Language } from "../languages";
import { spokenPurpose } from "./purposes";
import { randomPart } from "./random-part";
import type { SentencePart } from "./sentence-parts";
import { speakable } from "./speakable";

/** A day of the calendar. */
export interface CalendarDate {
  year: number;
  /** 1–12 */
  month: number;
  day: number;
}

/** What somebody reads to consent. The pieces, in order, are the text. */
export interface ConsentSentence {
  language: Language;
  text: string;
  pieces: readonly SentencePiece[];
}

interface SentencePiece {
  part: SentencePart;
  text: string;
}

/** What a consent is about. */
export interface ConsentSubject {
  language: Language;
  voiceName: string;
  /** As in `purposeSchema`. */
  purpose: string;
}

export interface ConsentSentenceInput extends ConsentSubject {
  date: CalendarDate;
  /** As for `randomPart`. */
  random: () => number;
}

/** A longer name is cut: it has to be read in one breath with the rest. */
const maxNameChars = 20;

const months = "January February March April May June July August September October November December".split(" ");

/**
 * A new sentence: the consent first, then the name of the voice, its purpose and the day, last a random part, so that no
 * old recording has it all. Some 45 syllables in Chinese and 25 words in English: 8 to 15 s. The year is the common era's
 * with four digits and the day has its own sign, so that each number is read in one way. Throws AppError
 * `name_not_readable` and `invalid_input` when nothing of the name and the purpose can be read (`speakable`).
 */
export function consentSentence({ date, random, ...subject }: ConsentSentenceInput): ConsentSentence {
  const { language } = subject;
  const { year, month, day } = date;
  const [dateText, end] =
    language === "en"
      ? [`Today is ${months[month - 1]} ${day}, ${year}, `, `and ${randomPart(language, random)}.`]
      : [`今天是${year}年${month}月${day}日，`, `${randomPart(language, random)}。`];
  return sentenceOf(language, [...frameOf(subject), { part: "date", text: dateText }, { part: "random", text: end }]);
}

/** A sentence that `consentSentence` made of this subject, by its text; null for any other text. */
export function readConsentSentence(text: string, subject: ConsentSubject): ConsentSentence | null {
  const frame = frameOf(subject);
  const head = frame.map((piece) => piece.text).join("");
  const date = /^(?:今天是\d+年\d+月\d+日，|Today is \w+ \d+, \d+, )/.exec(text.slice(head.length))?.[0];
  if (!text.startsWith(head) || date === undefined) return null;
  const end = text.slice(head.length + date.length);
  return sentenceOf(subject.language, [...frame, { part: "date", text: date }, { part: "random", text: end }]);
}

function sentenceOf(language: Language, pieces: readonly SentencePiece[]): ConsentSentence {
  return { language, text: pieces.map(({ text }) => text).join(""), pieces };
}

/** The pieces before the date. */
function frameOf({ language, voiceName, purpose }: ConsentSubject): SentencePiece[] {
  const name = speakable(voiceName, language, maxNameChars);
  if (name === "") throw new AppError("name_not_readable");
  const use = spokenPurpose(purpose, language);
  if (use === "") throw new AppError("invalid_input", "This purpose can't be read aloud in this language.");
  const [consent, named, used] =
    language === "en"
      ? ["I agree to have my voice cloned as ", `“${name}”, `, `for ${use}. `]
      : ["我同意把我的聲音複製成", `「${name}」，`, `用於${use}。`];
  return [
    { part: "consent", text: consent },
    { part: "name", text: named },
    { part: "purpose", text: used },
  ];
}
