"use client";
import { type ActionAnswer, actionValue } from "@/app/action-answer";
import { useOneAtATime } from "../use-one-at-a-time";
import { useReplaysChanged } from "./use-replay";

/** An action of this page; what it changed is fetched again before it counts as done. */
export function useAction<Input, Value>(
  action: (input: Input) => Promise<ActionAnswer<Value>>,
  onDone?: (value: Value) => void,
) {
  const changed = useReplaysChanged();
  return useOneAtATime({
    mutationFn: (input: Input) => actionValue(action(input)),
    onSuccess: async (value) => {
      onDone?.(value);
      await changed();
    },
  });
}
