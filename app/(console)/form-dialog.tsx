"use client";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { LeaveQuestion } from "./unsaved-guard";
import { useLeaving } from "./use-leaving";

interface FormDialogProps extends Omit<ComponentProps<typeof DialogContent>, "closeLabel"> {
  /** Something that was typed in it is not saved: a press beside it, Escape and a link ask first. */
  isTyped: boolean;
  /** It shows something that nobody can read again: it closes once the person says that they have it. */
  isShownOnce?: boolean;
  close: () => void;
}

/** A dialog that people type into, or take something out of. */
export function FormDialog({ isTyped, isShownOnce = false, close, children, ...content }: FormDialogProps) {
  const common = useTranslations("common");
  const leaving = useLeaving(isTyped || isShownOnce);
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && leaving.askFirst(close)}>
      <DialogContent closeLabel={common("close")} {...content}>
        {children}
        <LeaveQuestion leaving={leaving} isShownOnce={isShownOnce} />
      </DialogContent>
    </Dialog>
  );
}
