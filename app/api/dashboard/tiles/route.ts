import type { DashboardTiles } from "@/lib/dashboard/charts";
import { dashboardViewSchema } from "@/lib/dashboard/view";
import { readTiles } from "@/server/records/metrics/read-tiles";
import { authenticatedRoute } from "../../authenticated-route";
import { privateJson } from "../../private-json";

/** How the house stands to its service levels: `DashboardTiles`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  async GET(request, ctx) {
    const { range } = dashboardViewSchema.parse(Object.fromEntries(request.nextUrl.searchParams));
    const tiles: DashboardTiles = await readTiles(ctx, { range });
    return privateJson(tiles);
  },
});
