"use client";
import { useRouter } from "next/navigation";
import { type ActionAnswer, actionValue } from "@/app/action-answer";
import { isUnreachable } from "@/lib/unreachable";
import { useLoginEnd } from "../use-login-end";
import { useOneAtATime } from "../use-one-at-a-time";

/** An act on what the house decides; the page is rendered again with what holds after it. */
export function useHouseAct<Input, Value>(act: (input: Input) => Promise<ActionAnswer<Value>>) {
  const router = useRouter();
  const mutation = useOneAtATime({
    mutationFn: (input: Input) => actionValue(act(input)),
    onSettled(_, error) {
      // Without a server Next would leave the page for the browser's own error page.
      if (!isUnreachable(error)) router.refresh();
    },
  });
  useLoginEnd(mutation.error);
  return mutation;
}
