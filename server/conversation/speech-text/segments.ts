import { hasSound } from "../../../lib/speech-text/has-sound";
import { findSegmentEnd } from "./segment-boundary";

/** Cuts a reply into segments while it is written. Segments joined give the text back, but for a soundless end. */
export interface SegmentSplitter {
  /** The segments that are whole with this text. */
  push(text: string): string[];
  /** The rest, at the end of the reply. */
  flush(): string[];
}

export function createSegmentSplitter(): SegmentSplitter {
  let rest = "";
  let isFirst = true;
  let isSounding = false;

  function take(atEnd: boolean): string[] {
    const segments: string[] = [];
    for (
      let end = findSegmentEnd(rest, { isFirst, atEnd });
      end !== null;
      end = findSegmentEnd(rest, { isFirst, atEnd })
    ) {
      segments.push(rest.slice(0, end));
      rest = rest.slice(end);
      isFirst = false;
    }
    isSounding = hasSound(rest);
    return segments;
  }

  return {
    push(text) {
      // Marks and emoji alone, however many, wait for their sound without being looked through again.
      const waits = !isSounding && !hasSound(text);
      rest += text;
      return waits ? [] : take(false);
    },
    flush() {
      const segments = take(true);
      const last = rest;
      rest = "";
      isFirst = true;
      isSounding = false;
      if (hasSound(last)) segments.push(last);
      return segments;
    },
  };
}
