import { defaultReplyLimits } from "../../../lib/reply-limits";
import type { RecordsContext } from "../../records/context";
import { readReplyLimits } from "../../records/settings/house";

/** The house's decision, read for each reply. A reply need not fail because it can't be read. */
export const houseReplyLimits = (ctx: RecordsContext) => () => readReplyLimits(ctx).catch(() => defaultReplyLimits);
