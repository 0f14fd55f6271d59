import type { RecordsContext } from "@/server/records/context";
import { readLexicon } from "@/server/records/lexicon/read-lexicon";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";

/** The house's lexicon as it is now: `Lexicon`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (_, ctx: RecordsContext) => privateJson(await readLexicon(ctx)),
});
