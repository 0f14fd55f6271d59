const entity = /^&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/i;

/**
 * For each UTF-16 unit of a text node's `value`, where it stands in the source from `from` on: the index where it begins
 * and the one after it. The two differ where the parser drops an escape's backslash, reads an entity, or leaves out the
 * indentation and quotation marks of a further line.
 */
export function sourcePlaces(value: string, source: string, from: number): { starts: number[]; ends: number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = from;
  for (const character of value) {
    if (source[at] !== character[0] && starts.length > 0) at += skipped(source, at, character);
    const start = at;
    at += writtenLength(source, at, character);
    for (let unit = 0; unit < character.length; unit++) {
      starts.push(start);
      ends.push(at);
    }
  }
  return { starts, ends };
}

/** What a further line begins with and its text does not have. */
function skipped(source: string, at: number, character: string): number {
  if (source[at - 1] !== "\n") return 0;
  const prefix = /^[ \t>]*/.exec(source.slice(at, at + 256))?.[0].length ?? 0;
  return source.startsWith(character, at + prefix) || /[\\&]/.test(source[at + prefix] ?? "") ? prefix : 0;
}

/** Characters of the source that are one character of the text. */
function writtenLength(source: string, at: number, character: string): number {
  if (source[at] === "\\" && source[at + 1] === character) return 2;
  const written = source[at] === "&" ? entity.exec(source.slice(at, at + 40))?.[0] : undefined;
  if (written !== undefined && (character !== "&" || /^&(?:amp|#0*38|#x0*26);/i.test(written))) return written.length;
  return source.startsWith(character, at) ? character.length : 0;
}
