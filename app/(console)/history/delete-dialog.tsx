"use client";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { actionValue } from "@/app/action-answer";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import { Refused } from "../refused";
import { deleteConversationAction, whatDeletionRemovesAction } from "./actions";
import { useReview } from "./use-review";

interface DeleteDialogProps {
  sessionId: string;
  /** Until when it can be undone, Unix seconds. */
  onDeleted: (undoUntil: number) => void;
  close: () => void;
}

const parts = ["corrections", "thumbs", "tags", "notes", "replay_cases", "replay_results"] as const;

/** Says exactly what goes with a conversation, and deletes it. */
export function DeleteDialog({ sessionId, onDeleted, close }: DeleteDialogProps) {
  const t = useTranslations("history.delete");
  const common = useTranslations("common");
  const format = useFormatter();
  const goes = useQuery({
    queryKey: ["conversation-removal", sessionId],
    queryFn: () => actionValue(whatDeletionRemovesAction({ sessionId })),
    gcTime: 0,
  });
  const remove = useReview(sessionId, async (input: { sessionId: string }) => {
    const answer = await deleteConversationAction(input);
    if (answer.code === null) onDeleted(answer.value.undoUntil);
    return answer;
  });
  const megabytes = (bytes: number) => format.number(bytes / 1_000_000, { maximumFractionDigits: 1 });
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && !remove.isPending && close()}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("body")}</DialogDescription>
        {goes.isPending && <Skeleton className="h-16" />}
        {goes.data && (
          <ul className="list-disc pl-5 text-sm">
            <li>{t("turns", { count: goes.data.turns })}</li>
            {goes.data.recordings > 0 && (
              <li>
                {t("recordings", {
                  count: goes.data.recordings,
                  megabytes: megabytes(goes.data.recording_bytes),
                })}
              </li>
            )}
            {parts.map((part) => {
              const count = goes.data[part];
              return count > 0 && <li key={part}>{t(part, { count })}</li>;
            })}
          </ul>
        )}
        <Refused error={goes.error ?? remove.error} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={close} disabled={remove.isPending}>
            {common("cancel")}
          </Button>
          <Button
            variant="danger"
            onClick={() => remove.mutate({ sessionId }, { onSuccess: close })}
            disabled={!goes.data || remove.isPending}
          >
            {remove.isPending && <Spinner />}
            {t("confirm")}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
