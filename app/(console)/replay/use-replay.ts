"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import {
  isGoingOn,
  type ReplayRunView,
  type ReplaySetSummary,
  type ReplaySetView,
  type RunComparison,
  type RunOffer,
  type RunProgressView,
  type TrendPoint,
} from "@/lib/replay/views";
import { useFetched } from "../use-fetched";

/** A run that goes on is asked for more often than what only people change. Hidden pages do not ask. */
const freshEveryMs = 20_000;
const runningEveryMs = 5_000;
const progressEveryMs = 1_000;

const everyMs = (goesOn: boolean | undefined) => (goesOn ? runningEveryMs : freshEveryMs);

export function useSets() {
  return useFetched<ReplaySetSummary[]>(["replays", "sets"], "/api/replays", {
    everyMs: (sets) => everyMs(sets?.some(({ last_run: run }) => run && isGoingOn(run))),
  });
}

export function useSet(setId: number) {
  return useFetched<ReplaySetView>(["replays", "set", setId], `/api/replays/${setId}`, {
    everyMs: (set) => everyMs(set?.runs.some(isGoingOn)),
  });
}

/** The finished runs of a set, oldest first. */
export function useTrend(setId: number) {
  return useFetched<TrendPoint[]>(["replays", "trend", setId], `/api/replays/${setId}/trend`, {
    everyMs: () => freshEveryMs,
  });
}

/** `against`: a run's id, 0 for the turns as recorded, null for the set's baseline. */
export function useComparison(runId: number, against: number | null) {
  const query = against === null ? "" : `?against=${against}`;
  return useFetched<RunComparison>(["replays", "run", runId, against], `/api/replays/runs/${runId}${query}`, {
    everyMs: (comparison) => everyMs(comparison && isGoingOn(comparison.run)),
  });
}

/** How far a run is; when it begins or ends, everything about replays is fetched again. */
export function useRunProgress(run: ReplayRunView): RunProgressView {
  const client = useQueryClient();
  const isEnabled = isGoingOn(run);
  const path = `/api/replays/runs/${run.id}/progress`;
  const { data } = useFetched<RunProgressView>(["replays", "progress", run.id], path, {
    isEnabled,
    everyMs: () => progressEveryMs,
  });
  const hasMoved = isEnabled && data !== undefined && data.state !== run.state;
  useEffect(() => {
    if (hasMoved) void client.invalidateQueries({ queryKey: ["replays"] });
  }, [client, hasMoved]);
  return (isEnabled && data) || run;
}

/** What a new run can change here and now. */
export function useRunOffer({ isEnabled = true } = {}) {
  return useFetched<RunOffer>(["replays", "offer"], "/api/replays/offer", { isEnabled, everyMs: () => freshEveryMs });
}

/** Fetches everything about replays again; call it after a change. */
export function useReplaysChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["replays"] });
}
