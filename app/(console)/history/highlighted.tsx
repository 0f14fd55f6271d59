import { markedParts, type TextPart } from "./search";

/** A text with the searched words marked. */
export function Highlighted({ text, terms }: { text: string; terms: string[] }) {
  return <MarkedParts parts={markedParts(text, terms)} />;
}

/** A text that was cut already. */
export function MarkedParts({ parts }: { parts: readonly TextPart[] }) {
  let at = 0;
  return parts.map((part) => {
    const key = at;
    at += part.text.length;
    return part.marked ? <mark key={key}>{part.text}</mark> : <span key={key}>{part.text}</span>;
  });
}
