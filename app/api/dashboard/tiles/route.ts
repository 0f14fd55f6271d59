import type { DashboardTiles } from "@/lib/dashboard/charts";
import { askedViewSchema } from "@/lib/dashboard/view";
import { readTiles } from "@/server/records/metrics/read-tiles";
import { askedQuery } from "../../asked-query";
import { authenticatedRoute } from "../../authenticated-route";
import { privateJson } from "../../private-json";

/** How the house stands to its service levels: `DashboardTiles`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  async GET(request, ctx) {
    const { range } = askedQuery(request.nextUrl.searchParams, { range: askedViewSchema.shape.range });
    const tiles: DashboardTiles = await readTiles(ctx, { range });
    return privateJson(tiles);
  },
});
