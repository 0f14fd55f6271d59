export const replyLimitKeys = ["spokenReplyTokens", "typedReplyTokens"] as const;
export type ReplyLimitKey = (typeof replyLimitKeys)[number];
