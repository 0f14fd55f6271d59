"use client";
import { type UseMutationOptions, useQueryClient } from "@tanstack/react-query";
import { type ActionAnswer, actionValue } from "@/app/action-answer";
import { useEachPress, useOneAtATime } from "../use-one-at-a-time";

type Act<Input> = (input: Input) => Promise<ActionAnswer<unknown>>;

/** Does something to a conversation once, and shows it as it is afterwards: also when it was refused. */
export function useReview<Input>(sessionId: string, act: Act<Input>) {
  return useOneAtATime(useReviewing(sessionId, act));
}

/** The same for what is pressed again while the last press is under way: each counts. */
export function useQuickReview<Input>(sessionId: string, act: Act<Input>) {
  return useEachPress(useReviewing(sessionId, act));
}

function useReviewing<Input>(sessionId: string, act: Act<Input>): UseMutationOptions<unknown, Error, Input> {
  const client = useQueryClient();
  return {
    mutationFn: (input) => actionValue(act(input)),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["conversation", sessionId] }),
        client.invalidateQueries({ queryKey: ["conversations"] }),
      ]),
  };
}
