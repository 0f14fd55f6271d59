import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Fault } from "./behaviour";

const linesAtOnce = 4_096;

/** The pieces to send under a fault that begins after the headers; `cut` and `hang` end with a BrokenOff. */
export async function* underFault(
  answer: Answer,
  again: () => Answer,
  fault: Fault | null,
  gone: AbortSignal,
): AsyncGenerator<string | Uint8Array> {
  switch (fault?.kind) {
    case "empty":
      return;
    case "split":
      for await (const piece of answer.pieces) {
        const bytes = Buffer.from(piece);
        for (let at = 0; at < bytes.length; at += fault.bytes) yield bytes.subarray(at, at + fault.bytes);
      }
      return;
    case "trickle":
      for await (const piece of answer.pieces) {
        for (const byte of Buffer.from(piece)) {
          yield Buffer.of(byte);
          await sleep(fault.byteMs, undefined, { signal: gone });
        }
      }
      return;
    case "blank_lines":
      for (let left = fault.lines; left > 0; left -= linesAtOnce) yield "\n".repeat(Math.min(left, linesAtOnce));
      yield* answer.pieces;
      return;
    case "flood":
      yield '{"text":"';
      for (let left = fault.characters; left > 0; left -= linesAtOnce) yield "a".repeat(Math.min(left, linesAtOnce));
      yield '"}';
      return;
    case "drop_last_byte": {
      let held: Uint8Array | null = null;
      for await (const piece of answer.pieces) {
        if (held) yield held;
        held = Buffer.from(piece);
      }
      if (held) yield held.subarray(0, -1);
      return;
    }
    case "endless":
      for (let current = answer; ; current = again()) yield* current.pieces;
    case "stream_error":
    case "end":
    case "hang":
    case "cut": {
      let left = fault.afterChunks ?? 0;
      if (left > 0) {
        for await (const piece of answer.pieces) {
          yield piece;
          if (--left === 0) break;
        }
      }
      if (fault.kind === "stream_error") yield answer.streamError;
      else if (fault.kind !== "end") throw new BrokenOff(fault.kind);
      return;
    }
    default:
      yield* answer.pieces;
  }
}

/** The answer stops in the middle: the connection is cut, or left open with nothing more on it. */
export class BrokenOff extends Error {
  constructor(readonly how: "hang" | "cut") {
    super(how);
  }
}
