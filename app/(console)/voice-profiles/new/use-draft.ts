"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { errorCodeOf } from "@/lib/errors";
import { isOver } from "@/lib/jobs";
import type { DraftView } from "@/lib/voice-profiles/views";
import { fetchGood } from "../../fetch-conversation";
import { useLoginEnd } from "../../use-login-end";

/** While the server works on it. A hidden page does not ask. */
const underWayMs = 700;

/** A voice that is being added, kept fresh while something is done with it. */
export function useDraft(draftId: number | null) {
  const client = useQueryClient();
  const queryKey = ["drafts", draftId];
  const query = useQuery({
    queryKey,
    // Without the query's signal, as in use-voices.
    queryFn: async () => (await (await fetchGood(`/api/voice-drafts/${draftId}`)).json()) as DraftView,
    enabled: draftId !== null,
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? underWayMs : false),
    retry: (count, error) => count < 1 && !["unauthorized", "not_found"].includes(errorCodeOf(error)),
  });
  useLoginEnd(query.error);
  return {
    draft: query.data ?? null,
    isPending: draftId !== null && query.isPending,
    errorCode: query.isError ? errorCodeOf(query.error) : null,
    refresh: () => client.invalidateQueries({ queryKey }),
  };
}

const isUnderWay = ({ job, consent }: DraftView) =>
  (job !== null && !isOver(job.state)) || consent?.status === "checking";
