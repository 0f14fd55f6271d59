import type { RecordsContext } from "@/server/records/context";
import { readLexicon } from "@/server/records/lexicon/read-lexicon";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";
import { askedVersion } from "./asked-version";

/** The house's lexicon as it is now, or with `?version=` as it was: `Lexicon`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (request, ctx: RecordsContext) => privateJson(await readLexicon(ctx, askedVersion(request))),
});
