import { replaysOfConversation } from "@/server/records/replays/replays-of-conversation";
import { authenticatedRoute } from "../../../authenticated-route";
import { privateJson } from "../../../private-json";

/** The sets and runs that its turns are in, by turn_id: `Record<string, TurnReplay[]>`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ sessionId: string }>({
  GET: async (_request, ctx, { sessionId }) => privateJson(await replaysOfConversation(ctx, { sessionId })),
});
