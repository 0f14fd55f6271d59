import type { DashboardCharts } from "@/lib/dashboard/charts";
import { askedViewSchema } from "@/lib/dashboard/view";
import { listTimeLine } from "@/server/records/alerts/time-line";
import { readErrors } from "@/server/records/metrics/read-errors";
import { readGauges } from "@/server/records/metrics/read-gauges";
import { readRatings } from "@/server/records/metrics/read-ratings";
import { readStages } from "@/server/records/metrics/read-stages";
import { readVolumes } from "@/server/records/metrics/read-volumes";
import { askedQuery } from "../asked-query";
import { authenticatedRoute } from "../authenticated-route";
import { privateJson } from "../private-json";

/** What the charts show: `DashboardCharts`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  async GET(request, ctx) {
    const { range, split } = askedQuery(request.nextUrl.searchParams, askedViewSchema.shape);
    const [stages, gauges, errors, volumes, ratings] = await Promise.all([
      readStages(ctx, { range, split }),
      readGauges(ctx, { range }),
      readErrors(ctx, { range }),
      readVolumes(ctx, { range }),
      readRatings(ctx, { range }),
    ]);
    const time_line = await listTimeLine(ctx, { from_s: stages.from_s, to_s: stages.to_s + 1 });
    const charts: DashboardCharts = { stages, gauges, errors, volumes, ratings, time_line };
    return privateJson(charts);
  },
});
