/** How a mark is written: `space` stands between it and words right beside it. */
interface MarkStyle {
  mark: string;
  space: "" | " ";
}

/**
 * A reply with a mark after the last word that was heard; the reply itself when nothing or all of it was.
 * `heardChars` is in UTF-16 code units. Every character of the reply stays, its line breaks too: they carry lists.
 */
export function markHearingEnd(reply: string, heardChars: number, { mark, space }: MarkStyle): string {
  const heard = reply.slice(0, heardChars).trimEnd();
  const rest = reply.slice(heard.length);
  if (heard === "" || rest.trim() === "") return reply;
  return `${heard}${space}${mark}${/^\s/.test(rest) ? "" : space}${rest}`;
}
