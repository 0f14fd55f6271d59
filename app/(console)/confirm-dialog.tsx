"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { Refused } from "./refused";

interface ConfirmDialogProps {
  title: string;
  /** Says exactly what will go. */
  body: string;
  confirm: string;
  isBusy: boolean;
  error: unknown;
  /** What a conflict means here; default: what it always means. */
  conflict?: string;
  onConfirm: () => void;
  close: () => void;
}

export function ConfirmDialog({ title, body, confirm, isBusy, error, conflict, onConfirm, close }: ConfirmDialogProps) {
  const common = useTranslations("common");
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>{title}</DialogTitle>
        <DialogDescription>{body}</DialogDescription>
        <Refused error={error} {...(conflict !== undefined && { conflict })} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={close}>
            {common("cancel")}
          </Button>
          <Button variant="danger" disabled={isBusy} onClick={onConfirm}>
            {isBusy && <Spinner />}
            {confirm}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
