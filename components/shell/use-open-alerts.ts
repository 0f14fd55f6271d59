"use client";
import { useQuery } from "@tanstack/react-query";
import { z } from "zod";

/** Somebody else may have silenced or ended one meanwhile. */
const pollMs = 30_000;
const openAlertsSchema = z.array(z.object({ silence: z.unknown().nullable() }));

/** How many alerts are open that nobody has silenced; 0 while it is not known, and for whoever may not see them. */
export function useOpenAlerts(isAllowed: boolean): number {
  const { data = 0 } = useQuery({
    queryKey: ["alerts", "count"],
    queryFn: async () => {
      const answer = await fetch("/api/alerts");
      if (!answer.ok) return 0;
      return openAlertsSchema.parse(await answer.json()).filter(({ silence }) => silence === null).length;
    },
    enabled: isAllowed,
    refetchInterval: pollMs,
    retry: false,
  });
  return data;
}
