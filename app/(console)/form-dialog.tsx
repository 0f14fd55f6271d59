"use client";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { LeaveQuestion } from "./unsaved-guard";
import { useLeaving } from "./use-leaving";

interface FormDialogProps extends Omit<ComponentProps<typeof DialogContent>, "closeLabel"> {
  /** Something that was typed in it is not saved: a press beside it, Escape and a link ask first. */
  isTyped: boolean;
  /** It shows something that nobody can see again: only its buttons close it. */
  showsSecret?: boolean;
  close: () => void;
}

/** For a dialog with a secret that is shown once: neither Escape nor a press beside it closes it. */
export const staysOpen = {
  onEscapeKeyDown: (event: Event) => event.preventDefault(),
  onInteractOutside: (event: Event) => event.preventDefault(),
};

/** A dialog that people type into. */
export function FormDialog({ isTyped, showsSecret = false, close, children, ...content }: FormDialogProps) {
  const common = useTranslations("common");
  const leaving = useLeaving(isTyped);
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && leaving.askFirst(close)}>
      <DialogContent closeLabel={common("close")} {...(showsSecret && staysOpen)} {...content}>
        {children}
        <LeaveQuestion leaving={leaving} />
      </DialogContent>
    </Dialog>
  );
}
