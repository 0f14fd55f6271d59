"use client";
import type { TurnReplay } from "@/lib/replay/views";
import { useFetched } from "../use-fetched";

/** Runs go on by themselves; hidden pages do not ask. */
const freshEveryMs = 20_000;
const none: readonly TurnReplay[] = [];

/** The sets and runs that a turn is in, for those who may replay; none while they are not known. */
export function useTurnReplays(
  sessionId: string,
  mayReplay: boolean,
): (turnId: string | null) => readonly TurnReplay[] {
  const { data } = useFetched<Record<string, TurnReplay[]>>(
    ["replays", "of-conversation", sessionId],
    `/api/conversations/${encodeURIComponent(sessionId)}/replays`,
    { isEnabled: mayReplay, everyMs: () => freshEveryMs },
  );
  return (turnId) => (turnId === null ? undefined : data?.[turnId]) ?? none;
}
