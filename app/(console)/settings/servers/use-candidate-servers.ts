"use client";
import { useQueryClient } from "@tanstack/react-query";
import { type ActionAnswer, actionValue } from "@/app/action-answer";
import type { CandidateServer } from "@/lib/replay/candidate-server";
import { useFetched } from "../../use-fetched";
import { useOneAtATime } from "../../use-one-at-a-time";

const freshEveryMs = 20_000;

export function useCandidateServers() {
  return useFetched<CandidateServer[]>(["candidate-servers"], "/api/candidate-servers", {
    everyMs: () => freshEveryMs,
  });
}

/** An act on the list; what there is now is shown after it. */
export function useServerAct<Input, Value>(act: (input: Input) => Promise<ActionAnswer<Value>>) {
  const client = useQueryClient();
  return useOneAtATime({
    mutationFn: (input: Input) => actionValue(act(input)),
    onSettled: () => client.invalidateQueries({ queryKey: ["candidate-servers"] }),
  });
}
