import { z } from "zod";

/** How long a reply may be, in tokens of the language model. */
export const replyTokensSchema = z.number().int().min(16).max(8_192);

/** The house's decision: what is read may be longer than what is listened to. */
export interface ReplyLimits {
  /** Replies to what was said. */
  spokenTokens: number;
  /** Replies to what was typed. */
  typedTokens: number;
}

/** Some twelve spoken sentences, a minute of speech; and a text of about one page. */
export const defaultReplyLimits: ReplyLimits = { spokenTokens: 240, typedTokens: 1_024 };

/** A reply takes at most this part of the model's context: the rest is for what was said before it. */
const maxContextShare = 0.5;

/**
 * The limit of one reply in tokens. `contextTokens`: the model's context for prompt and reply together; null where the
 * model does not report it.
 */
export function replyTokens(limits: ReplyLimits, said: "speech" | "text", contextTokens: number | null): number {
  const decided = said === "speech" ? limits.spokenTokens : limits.typedTokens;
  return contextTokens === null ? decided : Math.min(decided, Math.floor(contextTokens * maxContextShare));
}

/** The limit of the longer kind of reply. */
export function longestReplyTokens(limits: ReplyLimits, contextTokens: number | null): number {
  return Math.max(replyTokens(limits, "speech", contextTokens), replyTokens(limits, "text", contextTokens));
}
