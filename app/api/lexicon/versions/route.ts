import { listLexiconVersions } from "@/server/records/lexicon/list-versions";
import { authenticatedRoute } from "../../authenticated-route";
import { privateJson } from "../../private-json";

/** Who changed what in the lexicon, newest first: `LexiconVersions`; `?before=` goes on after a page. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: async (request, ctx) => {
    const before = request.nextUrl.searchParams.get("before");
    return privateJson(await listLexiconVersions(ctx, before === null ? {} : { before: Number(before) }));
  },
});
