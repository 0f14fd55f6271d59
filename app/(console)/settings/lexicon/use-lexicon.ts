"use client";
import { useQueryClient } from "@tanstack/react-query";
import { actionValue } from "@/app/action-answer";
import type { Lexicon } from "@/lib/lexicon";
import { useFetched } from "../../use-fetched";
import { useOneAtATime } from "../../use-one-at-a-time";
import { changeLexiconAction } from "../actions";

/** Others may change it meanwhile. */
const freshEveryMs = 20_000;

export function useLexicon() {
  return useFetched<Lexicon>(["lexicon"], "/api/lexicon", { everyMs: () => freshEveryMs });
}

type Changes = Parameters<typeof changeLexiconAction>[0];

/**
 * Changes the lexicon, then shows it as it is; also after a refusal, because somebody may have been first. `onSaved`
 * comes before that.
 */
export function useChangeLexicon(onSaved?: (changes: Changes) => unknown) {
  const client = useQueryClient();
  return useOneAtATime({
    mutationFn: (changes: Changes) => actionValue(changeLexiconAction(changes)),
    onSuccess: (_, changes) => onSaved?.(changes),
    onSettled: () => client.invalidateQueries({ queryKey: ["lexicon"] }),
  });
}
