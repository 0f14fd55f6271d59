import { hasSound } from "../../../lib/speech-text/has-sound";
import { findClauseEnd } from "./clause-boundary";

/** Cuts a reply into clauses while it is written. Clauses joined give the text back, but for a soundless end. */
export interface ClauseSplitter {
  /** The clauses that are whole with this text. */
  push(text: string): string[];
  /** The rest, at the end of the reply. */
  flush(): string[];
}

export function createClauseSplitter(): ClauseSplitter {
  let rest = "";
  let isFirst = true;
  let isSounding = false;

  function take(atEnd: boolean): string[] {
    const clauses: string[] = [];
    for (
      let end = findClauseEnd(rest, { isFirst, atEnd });
      end !== null;
      end = findClauseEnd(rest, { isFirst, atEnd })
    ) {
      clauses.push(rest.slice(0, end));
      rest = rest.slice(end);
      isFirst = false;
    }
    isSounding = hasSound(rest);
    return clauses;
  }

  return {
    push(text) {
      // Marks and emoji alone, however many, wait for their sound without being looked through again.
      const waits = !isSounding && !hasSound(text);
      rest += text;
      return waits ? [] : take(false);
    },
    flush() {
      const clauses = take(true);
      const last = rest;
      rest = "";
      isFirst = true;
      isSounding = false;
      if (hasSound(last)) clauses.push(last);
      return clauses;
    },
  };
}
