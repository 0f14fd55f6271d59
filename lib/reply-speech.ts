import { z } from "zod";

/** Which replies are spoken: all, those to spoken words (typed questions are answered in silence), or none. */
export const replySpeechChoices = ["always", "when_spoken", "never"] as const;
export const replySpeechSchema = z.enum(replySpeechChoices);
export type ReplySpeech = z.infer<typeof replySpeechSchema>;

/** Whether a reply to words of this kind is spoken. */
export function isSpokenReply(choice: ReplySpeech, saidAs: "speech" | "text"): boolean {
  return choice === "always" || (choice === "when_spoken" && saidAs === "speech");
}

/** The choice that the loudspeaker switch goes on to. */
export function nextReplySpeech(choice: ReplySpeech): ReplySpeech {
  const next = (replySpeechChoices.indexOf(choice) + 1) % replySpeechChoices.length;
  return replySpeechChoices[next] ?? choice;
}

/** How fast the voice speaks, as a factor; 1 is its own pace. Beyond these bounds words are lost or slurred. */
export const speakingSpeed = { min: 0.7, max: 1.5, step: 0.1, default: 1 } as const;
