import { hasSound } from "../../../lib/speech-text/has-sound";
import { findSegmentEnd } from "./segment-boundary";

/** Splits a reply into segments while it is written. Joined, the segments are the text, except for a soundless end. */
export interface SegmentSplitter {
  /** The segments that are complete with this text. */
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
      // Marks and emoji without a word wait for one, without being scanned again each time.
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
