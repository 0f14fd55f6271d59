const isSpace = (character: string | undefined) => character !== undefined && /\s/.test(character);

/**
 * Where a segment that begins to sound ends in the reply's text. The search for its words starts at `from` and ignores
 * white space. A segment that is spoken differently from how it is written (numbers, abbreviations) is not found; its
 * length is used instead. The result is never beyond the text and never before `from`.
 */
export function segmentEnd(replyText: string, from: number, segment: string): number {
  const wanted = segment.replace(/\s+/g, "");
  if (wanted === "") return Math.min(from, replyText.length);
  for (let start = from; start < replyText.length; start++) {
    let at = start;
    let matched = 0;
    while (matched < wanted.length && at < replyText.length) {
      if (isSpace(replyText[at])) at += 1;
      else if (replyText[at] === wanted[matched]) {
        at += 1;
        matched += 1;
      } else break;
    }
    if (matched === wanted.length) return at;
  }
  return Math.min(replyText.length, from + segment.length);
}
