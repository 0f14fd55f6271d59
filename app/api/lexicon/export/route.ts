import type { NextRequest } from "next/server";
import { formatLexiconCsv } from "@/lib/lexicon-csv";
import { authorise } from "@/server/access/actor";
import type { RecordsContext } from "@/server/records/context";
import { readLexicon } from "@/server/records/lexicon/read-lexicon";
import { authenticatedRoute } from "../../authenticated-route";
import { askedVersion } from "../asked-version";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({ GET: exportCsv });

/** The house's lexicon as a CSV file, with `?version=` as it was. */
async function exportCsv(request: NextRequest, ctx: RecordsContext): Promise<Response> {
  authorise(ctx.actor, "settings:manage_house");
  const { version, entries } = await readLexicon(ctx, askedVersion(request));
  const headers = {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="lexicon-v${version}.csv"`,
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
  };
  return new Response(formatLexiconCsv(entries), { headers });
}
