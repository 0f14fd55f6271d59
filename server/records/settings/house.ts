import { defaultReplyLimits, type ReplyLimits, replyTokensSchema } from "../../../lib/reply-limits";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { createHouseSettings } from "./house-settings";

/** What the house decides for everybody. */
export const house = createHouseSettings({
  /** The longest reply to what was said, in tokens. */
  spokenReplyTokens: replyTokensSchema.default(defaultReplyLimits.spokenTokens),
  /** The longest reply to what was typed, in tokens. */
  typedReplyTokens: replyTokensSchema.default(defaultReplyLimits.typedTokens),
});

/** How long replies may be now. Everybody who may talk may know it. */
export async function readReplyLimits(ctx: RecordsContext): Promise<ReplyLimits> {
  authorise(ctx.actor, "chat:use");
  return ctx.db.read((tx) => ({
    spokenTokens: house.valueIn(tx, "spokenReplyTokens"),
    typedTokens: house.valueIn(tx, "typedReplyTokens"),
  }));
}
