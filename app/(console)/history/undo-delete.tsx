"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Refused } from "../refused";
import { restoreConversationAction } from "./actions";
import { useReview } from "./use-review";

export interface Deleted {
  sessionId: string;
  /** Unix seconds */
  undoUntil: number;
}

interface UndoDeleteProps extends Deleted {
  onRestored: () => void;
  close: () => void;
}

const secondsLeft = (undoUntil: number) => Math.max(0, Math.ceil(undoUntil - Date.now() / 1000));

/** Says that a conversation was deleted, and takes that back for as long as it can be. */
export function UndoDelete({ sessionId, undoUntil, onRestored, close }: UndoDeleteProps) {
  const t = useTranslations("history.delete");
  const restore = useReview(sessionId, restoreConversationAction);
  const [leftS, setLeftS] = useState(() => secondsLeft(undoUntil));
  useEffect(() => {
    const timer = setInterval(() => {
      setLeftS(secondsLeft(undoUntil));
      if (secondsLeft(undoUntil) === 0) close();
    }, 250);
    return () => clearInterval(timer);
  }, [undoUntil, close]);
  return (
    <div
      role="status"
      className="absolute inset-x-4 bottom-4 z-40 mx-auto flex max-w-md flex-wrap items-center justify-between gap-3 rounded-md border bg-popover px-4 py-3 text-sm shadow-lg"
    >
      <p>{t("done")}</p>
      <Button
        variant="outline"
        size="sm"
        className="pointer-coarse:h-11"
        disabled={restore.isPending}
        onClick={() => restore.mutate({ sessionId }, { onSuccess: onRestored })}
      >
        {t("undo")} <span aria-hidden>{leftS}</span>
      </Button>
      <Refused error={restore.error} />
    </div>
  );
}
