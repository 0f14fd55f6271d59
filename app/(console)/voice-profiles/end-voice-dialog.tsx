"use client";
import { useTranslations } from "next-intl";
import { actionValue } from "@/app/action-answer";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { Refused } from "../refused";
import { useOneAtATime } from "../use-one-at-a-time";
import { deleteRepliesAction, endVoiceAction } from "./actions";
import { useVoicesChanged } from "./use-voices";

export interface EndingVoice {
  profileId: number;
  name: string;
  /** `withdrawn`: the consent is taken back; `deleted`: the voice is not wanted any more. The effect is the same. */
  reason: "withdrawn" | "deleted";
}

interface EndVoiceDialogProps {
  ending: EndingVoice;
  onEnded: () => void;
  close: () => void;
}

/** Says what goes and what stays, ends the voice, and then offers to delete the sound of what it has said. */
export function EndVoiceDialog({ ending, onEnded, close }: EndVoiceDialogProps) {
  const t = useTranslations("voices.end");
  const common = useTranslations("common");
  const changed = useVoicesChanged();
  const { profileId, name, reason } = ending;
  const end = useOneAtATime({
    mutationFn: () => actionValue(endVoiceAction({ profileId, reason })),
    onSuccess: async () => {
      onEnded();
      await changed();
    },
  });
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && !end.isPending && close()}>
      <DialogContent closeLabel={common("close")}>
        {end.data ? (
          <Ended profileId={profileId} name={name} replies={end.data.replies} close={close} />
        ) : (
          <>
            <DialogTitle>{t(`${reason}Title`, { name })}</DialogTitle>
            <DialogDescription>{t(`${reason}Body`)}</DialogDescription>
            <div className="grid gap-3 text-sm">
              <Items title={t("goes")} items={["use", "reference", "text", "print", "recording", "cache"]} />
              <Items title={t("stays")} items={["certificate", "replies"]} />
            </div>
            <Refused error={end.error} />
            <div className="flex flex-wrap justify-end gap-2">
              <Button variant="ghost" onClick={close} disabled={end.isPending}>
                {common("cancel")}
              </Button>
              <Button variant="danger" onClick={() => end.mutate()} disabled={end.isPending}>
                {end.isPending && <Spinner />}
                {t(reason === "withdrawn" ? "withdraw" : "delete")}
              </Button>
            </div>
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}

type Item = "use" | "reference" | "text" | "print" | "recording" | "cache" | "certificate" | "replies";

function Items({ title, items }: { title: string; items: readonly Item[] }) {
  const t = useTranslations("voices.end.items");
  return (
    <div>
      <p className="font-medium">{title}</p>
      <ul className="list-disc pl-5">
        {items.map((item) => (
          <li key={item}>{t(item)}</li>
        ))}
      </ul>
    </div>
  );
}

interface EndedProps {
  profileId: number;
  name: string;
  replies: number;
  close: () => void;
}

function Ended({ profileId, name, replies, close }: EndedProps) {
  const t = useTranslations("voices.end");
  const common = useTranslations("common");
  const remove = useOneAtATime({ mutationFn: () => actionValue(deleteRepliesAction({ profileId })) });
  const isOver = replies === 0 || remove.isSuccess;
  return (
    <>
      <DialogTitle>{t("endedTitle", { name })}</DialogTitle>
      <DialogDescription role="status">
        {remove.data
          ? t("repliesDeleted", { count: remove.data.deleted })
          : replies === 0
            ? t("endedBody")
            : t("repliesLeft", { count: replies })}
      </DialogDescription>
      <Refused error={remove.error} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant={isOver ? "primary" : "ghost"} onClick={close} disabled={remove.isPending}>
          {isOver ? common("close") : t("keepReplies")}
        </Button>
        {!isOver && (
          <Button variant="danger" onClick={() => remove.mutate()} disabled={remove.isPending}>
            {remove.isPending && <Spinner />}
            {t("deleteReplies", { count: replies })}
          </Button>
        )}
      </div>
    </>
  );
}
