"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { useLeaving } from "../../use-leaving";

interface LeaveGuardProps {
  /** Something would be left behind. */
  isActive: boolean;
  /** There is a draft, which is found again. */
  hasDraft: boolean;
  discard: () => Promise<void>;
}

/** Asks before the page is left, and what becomes of the draft. */
export function LeaveGuard({ isActive, hasDraft, discard }: LeaveGuardProps) {
  const t = useTranslations("voices.leave");
  const common = useTranslations("common");
  const { isAsking, stay, leave } = useLeaving(isActive);
  return (
    <Dialog open={isAsking} onOpenChange={(isOpen) => !isOpen && stay()}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t(hasDraft ? "draftKept" : "nothingKept")}</DialogDescription>
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={stay}>
            {t("stay")}
          </Button>
          {hasDraft && (
            <Button variant="danger" onClick={() => void discard().then(leave)}>
              {t("discard")}
            </Button>
          )}
          <Button onClick={leave}>{t(hasDraft ? "keep" : "leave")}</Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
