"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import type { DashboardTiles } from "@/lib/dashboard/charts";
import { liveTile } from "@/lib/dashboard/tile-state";
import { tilesEveryMs, type DashboardView as View } from "@/lib/dashboard/view";
import { errorCodeOf } from "@/lib/errors";
import { fetchGood } from "../fetch-conversation";
import { Section } from "../section";
import { useLoginEnd } from "../use-login-end";
import { ChartsLoading } from "./charts-loading";
import { LevelTiles } from "./level-tiles";
import { LineMark } from "./line-mark";
import { LiveCards } from "./live-cards";
import { LiveMachine, LiveProcesses } from "./live-machine";
import { LiveModels } from "./live-models";
import { LiveSessions } from "./live-sessions";
import { OpenAlerts } from "./open-alerts";
import { useLive } from "./use-live";

// The charts' library is large, and the tiles come first.
const OverTime = dynamic(() => import("./over-time").then((module) => module.OverTime), {
  ssr: false,
  loading: () => <ChartsLoading />,
});

/** The tiles, what runs now, and everything over time. */
export function DashboardView({ view, tiles: first }: { view: View; tiles: DashboardTiles }) {
  const t = useTranslations("dashboard");
  const { snapshot, line } = useLive();
  const tiles = useTiles(view, first, snapshot?.written ?? null).map((tile) => liveTile(tile, snapshot));
  return (
    <>
      <OpenAlerts alerts={snapshot?.alerts ?? []} tiles={tiles} />
      <LevelTiles tiles={tiles} />
      <Section className="mt-10" title={t("now")} actions={<LineMark line={line} />}>
        {snapshot ? (
          <div className="gap-3 *:mb-3 *:break-inside-avoid md:columns-2 min-[100rem]:columns-3">
            <LiveSessions sessions={snapshot.sessions} />
            <LiveModels {...snapshot} />
            <LiveCards cards={snapshot.cards} />
            <LiveProcesses {...snapshot} />
            <LiveMachine {...snapshot} />
          </div>
        ) : (
          <div className="delayed-appear grid gap-3 md:grid-cols-2">
            <Skeleton className="h-40" />
            <Skeleton className="h-40" />
          </div>
        )}
      </Section>
      <OverTime view={view} tiles={tiles} />
    </>
  );
}

/** The tiles of the range: those that came with the page, then read again as turns end. */
function useTiles({ range }: View, first: DashboardTiles, written: string | null): DashboardTiles {
  const client = useQueryClient();
  const queryKey = ["dashboard-tiles", range];
  const query = useQuery({
    queryKey,
    queryFn: async () => (await (await fetchGood(`/api/dashboard/tiles?range=${range}`)).json()) as DashboardTiles,
    initialData: first,
    staleTime: tilesEveryMs[range],
    refetchInterval: 60_000,
    retry: (count, error) => count < 1 && errorCodeOf(error) !== "unauthorized",
  });
  useLoginEnd(query.error);
  // Something was written: the numbers may have changed. They are read at most once in the range's time.
  const due = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    if (written === null || due.current) return;
    due.current = setTimeout(() => {
      due.current = null;
      void client.invalidateQueries({ queryKey: ["dashboard-tiles", range] });
    }, tilesEveryMs[range]);
  }, [written, client, range]);
  useEffect(
    () => () => {
      if (due.current) clearTimeout(due.current);
      due.current = null;
    },
    [],
  );
  return query.data;
}
