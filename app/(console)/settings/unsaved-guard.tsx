"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { useLeaving } from "../use-leaving";

/** Asks before the page is left while something that was typed here is not saved. */
export function UnsavedGuard({ isActive }: { isActive: boolean }) {
  const t = useTranslations("settings.unsaved");
  const common = useTranslations("common");
  const { target, stay, leave } = useLeaving(isActive);
  return (
    <Dialog open={target !== null} onOpenChange={(isOpen) => !isOpen && stay()}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t("body")}</DialogDescription>
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={leave}>
            {t("leave")}
          </Button>
          <Button onClick={stay}>{t("stay")}</Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
