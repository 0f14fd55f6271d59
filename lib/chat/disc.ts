import type { ChatSettings } from "./chat-settings";
import type { DockKind } from "./dock-state";
import type { Capture } from "./microphone-state";

/** How the large disc looks. Each shape can be told from the others without its colour. */
export type DiscShape =
  /** An outline. */
  | "ring"
  /** A broken outline. */
  | "dashes"
  /** Filled, with a line that breathes and widens with the voice. */
  | "level"
  /** Filled, with bars that jump with the voice. */
  | "bars"
  /** An arc around bars that stand still: sound becomes words. */
  | "words"
  /** An arc around three dots. */
  | "arc"
  /** An arc around lines of text. */
  | "lines"
  /** Filled in a second tone, with the reply's waveform. */
  | "wave"
  | "muted"
  /** An outline with a dotted line where the level would be: the microphone gives no sound. */
  | "silent"
  | "blocked"
  /** An outline that fills while models load. */
  | "progress"
  /** The place in the queue as a number. */
  | "place"
  /** Grey and still: nobody hears. */
  | "away";

/** One shape for each word of the dock. */
export const discShapes: Readonly<Record<DockKind, DiscShape>> = {
  connecting: "away",
  signed_out: "away",
  reconnecting: "away",
  refused: "away",
  model_failed: "away",
  waiting: "place",
  loading: "progress",
  ready: "ring",
  opening: "dashes",
  listening: "level",
  hearing: "bars",
  recognising: "words",
  thinking: "arc",
  writing: "lines",
  speaking: "wave",
  muted: "muted",
  silent: "silent",
  blocked: "blocked",
};

/** What pressing the disc does. */
export type DiscPress = "open" | "close" | "hold" | "stop";

/**
 * Whoever talks hands-free stops the reply by the one large button. With a closed microphone, as after a typed question,
 * the press opens it: words then interrupt the reply.
 */
export function discPress(kind: DockKind, capture: Capture, captureMode: ChatSettings["captureMode"]): DiscPress {
  if (captureMode === "push_to_talk") return "hold";
  if (capture === "closed") return "open";
  return kind === "speaking" ? "stop" : "close";
}
