"use client";
import { useState } from "react";
import { actionValue } from "@/app/action-answer";
import { ThumbButtons } from "@/components/turn/thumb-buttons";
import type { Thumb } from "@/lib/feedback";
import { rateTurnAction } from "../history/actions";
import { Refused } from "../refused";
import { useEachPress } from "../use-one-at-a-time";

/** What the person thinks of a reply: shown at once, taken back when it could not be stored. */
export function TurnThumbs({ turnId, stored }: { turnId: string; stored: Thumb | null }) {
  const [thumb, setThumb] = useState(stored);
  const rate = useEachPress({
    mutationFn: (next: Thumb | null) => actionValue(rateTurnAction({ turnId, thumb: next })),
  });
  return (
    <>
      <ThumbButtons
        thumb={thumb}
        rate={(next) => {
          setThumb(next);
          rate.mutate(next, { onError: () => setThumb(thumb) });
        }}
      />
      <Refused className="self-center text-xs" error={rate.error} />
    </>
  );
}
