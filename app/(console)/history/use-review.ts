"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ActionAnswer, actionValue } from "@/app/action-answer";

/** Does something to a conversation, and shows it as it is afterwards: also when it was refused. */
export function useReview<Input>(sessionId: string, act: (input: Input) => Promise<ActionAnswer<unknown>>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => actionValue(act(input)),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["conversation", sessionId] }),
        client.invalidateQueries({ queryKey: ["conversations"] }),
      ]),
  });
}
