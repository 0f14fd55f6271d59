import { markHearingEnd } from "./hearing-end";
import type { Language } from "./languages";

/** Tells the model where the person stopped listening. */
const hearingMarks: Record<Language, string> = {
  en: "[they stopped listening here]",
  "zh-TW": "〔對方聽到這裡就停了〕",
};
const anyMark = /\[they stopped listening here\]|〔對方聽到這裡就停了〕/;
/** What stands between the mark and the words around it. */
const beside: Record<Language, "" | " "> = { en: " ", "zh-TW": "" };

/** The reply that was shown, with a mark where hearing ended. Of one that was only read there is no such place. */
export function withHearingMark(aiText: string, heardChars: number | null, language: Language): string {
  return markHearingEnd(aiText, heardChars ?? 0, { mark: hearingMarks[language], space: beside[language] });
}

/**
 * Takes the marks out of what a model writes: small ones imitate them, as they do any form of their earlier replies (the
 * trial model wrote one into 5 of 20 replies to prompts with a mark). Only what may become a mark is held back.
 */
export class HearingMarkFilter {
  #held = "";
  #endsWithSpace = false;
  #isAfterMark = false;

  push(text: string): string {
    const parts = (this.#held + text).split(anyMark);
    const last = parts.pop() ?? "";
    const end = last.length - mayBeMark(last);
    this.#held = last.slice(end);
    return this.#passAll([...parts, last.slice(0, end)]);
  }

  flush(): string {
    const rest = this.#held;
    this.#held = "";
    return this.#passAll([rest]);
  }

  /** The parts of a text between which marks were. */
  #passAll(parts: readonly string[]): string {
    let passed = "";
    for (const [index, part] of parts.entries()) {
      this.#isAfterMark ||= index > 0;
      // The white space before the mark is enough.
      const piece = this.#isAfterMark && this.#endsWithSpace ? part.trimStart() : part;
      if (piece === "") continue;
      this.#isAfterMark = false;
      this.#endsWithSpace = /\s$/.test(piece);
      passed += piece;
    }
    return passed;
  }
}

/** How many characters at the end of the text may be the beginning of a mark. */
function mayBeMark(text: string): number {
  const begun = Object.values(hearingMarks).map((mark) => {
    const at = text.lastIndexOf(mark.charAt(0));
    return at >= 0 && mark.startsWith(text.slice(at)) ? text.length - at : 0;
  });
  return Math.max(...begun);
}
