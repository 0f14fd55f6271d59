/**
 * The text of one segment without markdown and tags; what is left is said as `spokenForm` says. What is shown and stored
 * is not changed.
 */
export function speakableText(segment: string): string {
  return segment
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/<\/?[a-z][^<>]*>/gi, " ")
    .replace(/^[^\S\n]*(?:#{1,6}|[-*+•]|>|\d{1,3}[.)])\s+/gm, "")
    .replace(/^[^\S\n]*(?:[-*_][^\S\n]*){3,}$/gm, " ")
    .replace(/[*`|\\]+|~~/g, " ")
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/ ([,.!?;:，。！？；：、])/g, "$1")
    .trim();
}
