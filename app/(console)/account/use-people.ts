"use client";
import { useQueryClient } from "@tanstack/react-query";
import { type ActionAnswer, actionValue } from "@/app/action-answer";
import type { AccessView, PersonView } from "@/lib/people";
import { useFetched } from "../use-fetched";
import { useOneAtATime } from "../use-one-at-a-time";

const freshEveryMs = 20_000;

export function usePeople() {
  return useFetched<PersonView[]>(["people"], "/api/users", { everyMs: () => freshEveryMs });
}

/** The logins and tokens of one person. */
export function useAccess(userId: number) {
  return useFetched<AccessView>(["access", userId], `/api/users/${userId}/access`, { everyMs: () => freshEveryMs });
}

/** An act on people, or on what lets them in; what there is now is fetched before it counts as done. */
export function usePeopleAct<Input, Value>(
  act: (input: Input) => Promise<ActionAnswer<Value>>,
  onDone?: (value: Value) => void,
) {
  const client = useQueryClient();
  return useOneAtATime({
    mutationFn: (input: Input) => actionValue(act(input)),
    async onSuccess(value) {
      onDone?.(value);
      await Promise.all(["people", "access"].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
}
