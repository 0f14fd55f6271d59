"use client";
import { useQueryClient } from "@tanstack/react-query";
import { type ActionAnswer, actionValue } from "@/app/action-answer";
import type { QualityTag } from "@/lib/feedback";
import { useFetched } from "../../use-fetched";
import { useOneAtATime } from "../../use-one-at-a-time";

const freshEveryMs = 20_000;

export function useTags() {
  return useFetched<QualityTag[]>(["quality-tags"], "/api/quality-tags", { everyMs: () => freshEveryMs });
}

/** An act on the tags; what there is now is shown after it. */
export function useTagAct<Input, Value>(act: (input: Input) => Promise<ActionAnswer<Value>>) {
  const client = useQueryClient();
  return useOneAtATime({
    mutationFn: (input: Input) => actionValue(act(input)),
    onSettled: () => client.invalidateQueries({ queryKey: ["quality-tags"] }),
  });
}
