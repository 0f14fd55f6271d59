/** Longest query that is searched for. */
export const maxQueryChars = 100;

/** Further words of a query are ignored: each costs a search through all conversations that match the others. */
const maxSearchTerms = 10;

/** The words of a query; a conversation must contain them all, in what was said or answered or in the person's name. */
export function searchTerms(query: string): string[] {
  const words = query.trim().split(/\s+/u).filter(Boolean);
  return [...new Set(words)].slice(0, maxSearchTerms);
}
