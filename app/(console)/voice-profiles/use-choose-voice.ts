"use client";
import { actionValue } from "@/app/action-answer";
import { errorCodeOf } from "@/lib/errors";
import type { Language } from "@/lib/languages";
import { useOneAtATime } from "../use-one-at-a-time";
import { chooseVoiceAction } from "./actions";

/** "Use it": the voice for the person's next turns. */
export function useChooseVoice(voice: string, languages: readonly Language[]) {
  const choose = useOneAtATime({
    mutationFn: () => actionValue(chooseVoiceAction({ voice, languages: [...languages] })),
  });
  return {
    choose: () => choose.mutate(),
    isPending: choose.isPending,
    errorCode: choose.isError ? errorCodeOf(choose.error) : null,
  };
}
