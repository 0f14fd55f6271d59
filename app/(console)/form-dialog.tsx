"use client";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { LeaveQuestion } from "./unsaved-guard";
import { useLeaving } from "./use-leaving";

interface FormDialogProps extends Omit<ComponentProps<typeof DialogContent>, "closeLabel"> {
  /** Something that was typed in it is not saved: a press beside it, Escape and a link ask first. */
  isTyped: boolean;
  close: () => void;
}

/** A dialog that people type into. */
export function FormDialog({ isTyped, close, children, ...content }: FormDialogProps) {
  const common = useTranslations("common");
  const leaving = useLeaving(isTyped);
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && leaving.askFirst(close)}>
      <DialogContent closeLabel={common("close")} {...content}>
        {children}
        <LeaveQuestion leaving={leaving} />
      </DialogContent>
    </Dialog>
  );
}
