"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { useLeaving } from "./use-leaving";

interface UnsavedGuardProps {
  /** Something that was typed here is not saved. */
  isActive: boolean;
  /** Another address of this page would lose it too, as where a list opens one of its things beside it. */
  asksWithin?: boolean;
}

/** Asks before the page is left while something that was typed here is not saved. */
export function UnsavedGuard({ isActive, asksWithin = false }: UnsavedGuardProps) {
  return <LeaveQuestion leaving={useLeaving(isActive, { asksWithin })} />;
}

interface LeaveQuestionProps {
  leaving: ReturnType<typeof useLeaving>;
  /** What would be lost is not what was typed, but what is shown this once. */
  isShownOnce?: boolean;
}

/** The question of `useLeaving`. */
export function LeaveQuestion({ leaving, isShownOnce = false }: LeaveQuestionProps) {
  const t = useTranslations("common");
  const words = isShownOnce ? "shownOnce" : "unsaved";
  const { isAsking, stay, leave } = leaving;
  return (
    <Dialog open={isAsking} onOpenChange={(isOpen) => !isOpen && stay()}>
      <DialogContent closeLabel={t("close")}>
        <DialogTitle>{t(`${words}.title`)}</DialogTitle>
        <DialogDescription>{t(`${words}.body`)}</DialogDescription>
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={leave}>
            {t(`${words}.leave`)}
          </Button>
          <Button autoFocus onClick={stay}>
            {t(`${words}.stay`)}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
