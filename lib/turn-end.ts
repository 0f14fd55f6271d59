import { z } from "zod";

/** Why a turn came to its end. */
export const endedBySchema = z.enum([
  /** The reply is whole. */
  "finished",
  /** The person asked for silence, or for no more text. */
  "user_stop",
  /** The person said or typed something new. */
  "barge_in",
  /** The connection was lost, or the page was left. */
  "disconnect",
  /** The voice that spoke it was withdrawn or deleted. */
  "voice_ended",
  /** The reply is as long as the house allows, and the model had more to write. */
  "limit",
  "error",
  /** Speech in which no words were recognised. */
  "not_understood",
]);
export type EndedBy = z.infer<typeof endedBySchema>;

/** Ends that the listener's side, or the end of its voice, brought about: `interrupted` on the wire and in rows. */
const interruptions = ["user_stop", "barge_in", "disconnect", "voice_ended"] as const satisfies readonly EndedBy[];
export type Interruption = (typeof interruptions)[number];

/** True when the reply was cut off by the person, or with the connection. */
export function isInterruption(endedBy: EndedBy): endedBy is Interruption {
  return interruptions.some((interruption) => interruption === endedBy);
}

/** Why the model stopped writing: it was done, or the limit of tokens was reached. */
export const finishReasonSchema = z.enum(["stop", "length"]);
export type FinishReason = z.infer<typeof finishReasonSchema>;

/** Why a reply ended before its end, as people read it; the keys of the messages' `turnEnd`. */
export type CutOff = "interrupted" | "sound_stop" | Interruption;

/** Why a reply that was interrupted ended: `interrupted` where the reason is not known. */
export function cutOffOf(endedBy: EndedBy | null, finishReason: FinishReason | null): CutOff {
  // The model wrote to its own end all the same: nothing of the text is missing.
  if (endedBy === "user_stop" && finishReason !== null) return "sound_stop";
  return endedBy !== null && isInterruption(endedBy) ? endedBy : "interrupted";
}
