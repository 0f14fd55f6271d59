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

/** The question of `useLeaving`. */
export function LeaveQuestion({ leaving }: { leaving: ReturnType<typeof useLeaving> }) {
  const t = useTranslations("common.unsaved");
  const common = useTranslations("common");
  const { isAsking, stay, leave } = leaving;
  return (
    <Dialog open={isAsking} onOpenChange={(isOpen) => !isOpen && stay()}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("body")}</DialogDescription>
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={leave}>
            {t("leave")}
          </Button>
          <Button autoFocus onClick={stay}>
            {t("stay")}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
