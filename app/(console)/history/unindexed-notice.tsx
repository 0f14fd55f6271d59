"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useFetched } from "../use-fetched";

const askAgainMs = 3_000;

/** Says beside the results of a search, or of a filter by stage, that older turns can't be found yet; looks again once they can. */
export function UnindexedNotice() {
  const t = useTranslations("history");
  const client = useQueryClient();
  const { data } = useFetched<{ turns: number }>(["unindexed-turns"], "/api/history/unindexed", {
    everyMs: (count) => (count?.turns ? askAgainMs : Infinity),
  });
  const turns = data?.turns ?? 0;
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
