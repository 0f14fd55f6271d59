import { saysOutOfMemory } from "../../lib/out-of-memory";

const maxLines = 200;
const maxLineChars = 1_000;
/**
 * Lines in which a model server may quote what people said: vLLM's request log, a dumped request body, what F5-TTS prints
 * of its texts. They are dropped, not kept; servers that do not write them at all are still better.
 */
const quotesPeople = /(?<![a-z])(prompt|messages|content|input|text)["']?\s*[:=]|\b(ref|gen)_text\b/i;

/** The last log lines of one process. */
export interface LogTail {
  /** Takes what came from one of its streams; `end` when the stream is over. */
  stream(): { push(text: string): void; end(): void };
  lines(): readonly string[];
  /** The last line since `mark`; null when there is none. */
  lastLine(): string | null;
  /** Whether a line since `mark` says that the card has no memory left. */
  sawOutOfMemory(): boolean;
  /** A new process begins. */
  mark(title: string): void;
}

/** `onOutOfMemory` is called at the first line of a process that says so. */
export function createLogTail(onOutOfMemory: () => void = () => undefined): LogTail {
  const lines: string[] = [];
  let linesSinceMark = 0;
  let outOfMemory = false;

  function keep(line: string): void {
    const text = line.trimEnd();
    if (text === "") return;
    if (!outOfMemory && saysOutOfMemory(text)) {
      outOfMemory = true;
      onOutOfMemory();
    }
    if (quotesPeople.test(text)) return;
    lines.push(text);
    linesSinceMark += 1;
    if (lines.length > maxLines) lines.shift();
  }

  return {
    stream() {
      let pending = "";
      const take = () => {
        // As a terminal shows it: what follows a carriage return is written over what was before it.
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
    lines: () => [...lines],
    lastLine: () => (linesSinceMark === 0 ? null : (lines.at(-1) ?? null)),
    sawOutOfMemory: () => outOfMemory,
    mark(title) {
      keep(title);
      linesSinceMark = 0;
      outOfMemory = false;
    },
  };
}
