import { countUnindexedTurns } from "@/server/records/search/unindexed-turns";
import { authenticatedRoute } from "../../authenticated-route";
import { privateJson } from "../../private-json";

/** How many turns no search can find yet: `{ turns }`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (_, ctx) => privateJson({ turns: await countUnindexedTurns(ctx) }),
});
