import { isFitForLogs } from "../observability/fit-for-logs";
import { saysOutOfMemory } from "./out-of-memory";

const maxLines = 20;
const maxLineChars = 1_000;
/** Error names of Python and Node at the start of a traceback's last line: `torch.OutOfMemoryError: …` */
const errorName = /^\s*(?:[A-Za-z_]\w*\.)*([A-Z]\w*(?:Error|Exception))\b/;

/** The last lines that a process printed (stderr, and stdout where we read it), for the log line about its failure. */
export interface StderrTail {
  /** Takes a chunk from one of the process's streams; `end` when the stream is over. */
  stream(): { push(text: string): void; end(): void };
  /**
   * Call before the process gets what people say. Earlier lines are dropped, and of later ones only the error names are
   * kept, because the rest may quote people.
   */
  redact(): void;
  /** The last 20 lines, oldest first; none after `redact()`. */
  lines(): readonly string[];
  /** The last line, or the last error's name after `redact()`; null when there is none. */
  last(): string | null;
  /** Whether a line said that the GPU has no memory left. */
  sawOutOfMemory(): boolean;
}

/** `onOutOfMemory` is called at the first line that says the GPU has no memory left. */
export function createStderrTail(onOutOfMemory: () => void = () => undefined): StderrTail {
  let lines: string[] = [];
  let lastErrorName: string | null = null;
  let isRedacted = false;
  let outOfMemory = false;

  function keep(line: string): void {
    const text = line.trimEnd();
    if (text === "") return;
    if (!outOfMemory && saysOutOfMemory(text)) {
      outOfMemory = true;
      onOutOfMemory();
    }
    lastErrorName = errorName.exec(text)?.[1] ?? lastErrorName;
    if (isRedacted || !isFitForLogs(text)) return;
    lines.push(text);
    if (lines.length > maxLines) lines.shift();
  }

  return {
    stream() {
      let pending = "";
      const take = () => {
        // A carriage return overwrites the line, as in a terminal.
        keep(pending.replace(/\r+$/, "").replace(/^.*\r/s, ""));
        pending = "";
      };
      return {
        push(text) {
          for (const [index, part] of text.split("\n").entries()) {
            if (index > 0) take();
            pending = (pending + part).slice(0, maxLineChars);
            if (pending.length === maxLineChars) pending = pending.replace(/^.*\r/s, "");
          }
        },
        end: take,
      };
    },
    redact() {
      if (isRedacted) return;
      isRedacted = true;
      lines = [];
      lastErrorName = null;
    },
    lines: () => [...lines],
    last: () => (isRedacted ? lastErrorName : (lines.at(-1) ?? null)),
    sawOutOfMemory: () => outOfMemory,
  };
}
