"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ActionAnswer, actionValue } from "@/app/action-answer";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { Refused } from "../refused";

interface ActDialogProps {
  title: string;
  /** What exactly happens, and to whom. */
  body: string;
  confirm: string;
  act: () => Promise<ActionAnswer<unknown>>;
  close: () => void;
}

/** Asks before an act on what runs. */
export function ActDialog({ title, body, confirm, act, close }: ActDialogProps) {
  const common = useTranslations("common");
  const { mutate, isPending, error } = useMutation({ mutationFn: () => actionValue(act()), onSuccess: close });
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && !isPending && close()}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>{title}</DialogTitle>
        <DialogDescription>{body}</DialogDescription>
        <Refused error={error} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={close} disabled={isPending}>
            {common("cancel")}
          </Button>
          <Button variant="danger" onClick={() => mutate()} disabled={isPending}>
            {isPending && <Spinner />}
            {confirm}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
