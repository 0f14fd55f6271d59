"use client";
import { useMutation } from "@tanstack/react-query";
import { actionValue } from "@/app/action-answer";
import { errorCodeOf } from "@/lib/errors";
import type { Language } from "@/lib/languages";
import { chooseVoiceAction } from "./actions";

/** "Use it": the voice for the person's next turns. */
export function useChooseVoice(voice: string, languages: readonly Language[]) {
  const choose = useMutation({
    mutationFn: () => actionValue(chooseVoiceAction({ voice, languages: [...languages] })),
  });
  return {
    choose: () => choose.mutate(),
    isPending: choose.isPending,
    errorCode: choose.isError ? errorCodeOf(choose.error) : null,
  };
}
