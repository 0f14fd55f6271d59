"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ActionAnswer, actionValue } from "@/app/action-answer";
import type { AlertRoom } from "@/lib/alerts/alert-room";
import { isUnreachable } from "@/lib/unreachable";
import { useFetched } from "../../use-fetched";
import { useLoginEnd } from "../../use-login-end";
import { useOneAtATime } from "../../use-one-at-a-time";

const freshEveryMs = 10_000;
/** While something is being delivered. */
const freshSoonMs = 1_000;

export function useAlerts() {
  return useFetched<AlertRoom>(["alert-room"], "/api/alerts/room", {
    everyMs: (room) => (room?.webhook?.waiting ? freshSoonMs : freshEveryMs),
  });
}

/** An act on the room; what there is now is shown after it. */
export function useAlertAct<Input, Value>(act: (input: Input) => Promise<ActionAnswer<Value>>) {
  const client = useQueryClient();
  const router = useRouter();
  const mutation = useOneAtATime({
    mutationFn: (input: Input) => actionValue(act(input)),
    onSettled(_, error) {
      // The log of changes comes with the page; without a server Next would leave it for the browser's error page.
      if (!isUnreachable(error)) router.refresh();
      void client.invalidateQueries({ queryKey: ["alerts"] });
      return client.invalidateQueries({ queryKey: ["alert-room"] });
    },
  });
  useLoginEnd(mutation.error);
  return mutation;
}
