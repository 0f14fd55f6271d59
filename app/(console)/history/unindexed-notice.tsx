"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { fetchGood } from "../fetch-conversation";

const askAgainMs = 3_000;

/** Says beside the results of a search that older turns can't be found yet; looks again once they can. */
export function UnindexedNotice() {
  const t = useTranslations("history");
  const client = useQueryClient();
  const { data: turns = 0 } = useQuery({
    queryKey: ["unindexed-turns"],
    queryFn: async ({ signal }) => ((await (await fetchGood("/api/history/unindexed", signal)).json()) as Count).turns,
    refetchInterval: ({ state }) => (state.data ? askAgainMs : false),
  });
  const wasIncomplete = useRef(false);
  useEffect(() => {
    if (turns === 0 && wasIncomplete.current) void client.invalidateQueries({ queryKey: ["conversations"] });
    wasIncomplete.current = turns > 0;
  }, [turns, client]);
  if (turns === 0) return null;
  return (
    <p role="status" className="mb-2 rounded-md bg-warning-soft px-3 py-2 text-sm">
      {t("unindexed", { count: turns })}
    </p>
  );
}

interface Count {
  turns: number;
}
