import type { ConversationView } from "@/lib/conversations";

/** The words of a query; a conversation must contain them all. */
export function searchTerms(query: string): string[] {
  return query.trim().split(/\s+/u).filter(Boolean);
}

function patternOf(terms: string[]): RegExp {
  const escaped = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\/-]/gu, "\\$&"));
  // The longest first: "voices" is marked whole where both "voice" and "voices" are asked for.
  return new RegExp(`(${escaped.sort((a, b) => b.length - a.length).join("|")})`, "giu");
}

/** True when the text contains every term, in any capitals. */
export function containsAll(text: string, terms: string[]): boolean {
  return terms.every((term) => patternOf([term]).test(text));
}

/** True when the text contains at least one of the terms. */
export function containsAny(text: string, terms: string[]): boolean {
  return terms.length > 0 && patternOf(terms).test(text);
}

/** Conversations that contain every term in what was said or answered, or in the person's name. */
export function matching(conversations: ConversationView[], terms: string[]): ConversationView[] {
  if (terms.length === 0) return conversations;
  return conversations.filter((conversation) => {
    const words = conversation.turns.flatMap((turn) => [turn.user_text, turn.ai_text]);
    return containsAll([conversation.username ?? "", ...words].join("\n"), terms);
  });
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
  return at > contextChars ? `…${text.slice(at - contextChars)}` : text;
}
