"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { errorCodeOf } from "@/lib/errors";
import { isOver } from "@/lib/jobs";
import type { SpeechMode } from "@/lib/languages";
import type { Rating, TrialView } from "@/lib/voice-profiles/trials";
import { fetchGood } from "../../fetch-conversation";
import { useLoginEnd } from "../../use-login-end";
import { useEachPress, useOneAtATime } from "../../use-one-at-a-time";

/** While a sentence waits or is spoken; its place and its progress are shown. */
const lookEveryMs = 800;

/** The person's trials of a voice, and what can be done with them. */
export function useTrials(profileId: number) {
  const client = useQueryClient();
  const path = `/api/voice-profiles/${profileId}/trials`;
  const queryKey = ["voices", profileId, "trials"];
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await (await fetchGood(path, signal)).json()) as TrialView[],
    refetchInterval: ({ state }) => (state.data?.some(({ job }) => !isOver(job.state)) ? lookEveryMs : false),
  });
  useLoginEnd(query.error);
  const refresh = () => client.invalidateQueries({ queryKey });
  const ask = useOneAtATime({
    mutationFn: (wanted: { text: string; mode: SpeechMode }) => send(path, "POST", wanted),
    onSettled: refresh,
  });
  const stop = useEachPress({ mutationFn: (jobId: number) => send(`${path}/${jobId}`, "DELETE"), onSettled: refresh });
  const rate = useEachPress({
    mutationFn: ({ jobId, ...rating }: Rating & { jobId: number }) => send(`${path}/${jobId}/rating`, "PUT", rating),
    // The voice's mean has changed, too.
    onSettled: () => client.invalidateQueries({ queryKey: ["voices"] }),
  });
  return {
    trials: query.data ?? [],
    isPending: query.isPending,
    loadFailed: query.isError ? errorCodeOf(query.error) : null,
    ask: ask.mutate,
    isAsking: ask.isPending,
    askFailed: ask.isError ? errorCodeOf(ask.error) : null,
    stop: stop.mutate,
    rate: rate.mutate,
    isRating: rate.isPending,
    rateFailed: rate.isError ? errorCodeOf(rate.error) : null,
  };
}

const send = (path: string, method: string, body?: unknown) =>
  fetchGood(path, undefined, {
    method,
    ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
