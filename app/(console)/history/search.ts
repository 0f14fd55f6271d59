function patternOf(terms: string[]): RegExp {
  const escaped = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\/]/gu, "\\$&"));
  // The longest first: "voices" is marked whole where both "voice" and "voices" are asked for.
  return new RegExp(`(${escaped.sort((a, b) => b.length - a.length).join("|")})`, "giu");
}

export interface TextPart {
  text: string;
  marked: boolean;
}

/** The text cut into marked and plain parts, in order. */
export function markedParts(text: string, terms: string[]): TextPart[] {
  if (terms.length === 0) return [{ text, marked: false }];
  return text
    .split(patternOf(terms))
    .map((part, index) => ({ text: part, marked: index % 2 === 1 }))
    .filter((part) => part.text !== "");
}

const contextChars = 12;

/** The text from shortly before its first marked word on, so that a one-line row shows why it was found. */
export function snippetOf(text: string, terms: string[]): string {
  const at = terms.length > 0 ? text.search(patternOf(terms)) : -1;
  // A cut between the two halves of a surrogate pair would show a replacement character.
  return at > contextChars ? `…${text.slice(at - contextChars).replace(/^[\uDC00-\uDFFF]/, "")}` : text;
}
