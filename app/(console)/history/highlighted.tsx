import { markedParts } from "./search";

/** A text with the searched words marked. */
export function Highlighted({ text, terms }: { text: string; terms: string[] }) {
  let at = 0;
  return markedParts(text, terms).map((part) => {
    const key = at;
    at += part.text.length;
    return part.marked ? <mark key={key}>{part.text}</mark> : <span key={key}>{part.text}</span>;
  });
}
