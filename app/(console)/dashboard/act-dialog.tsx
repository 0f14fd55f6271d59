"use client";
import { type ActionAnswer, actionValue } from "@/app/action-answer";
import { ConfirmDialog } from "../confirm-dialog";
import { useOneAtATime } from "../use-one-at-a-time";

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
  const { mutate, isPending, error } = useOneAtATime({ mutationFn: () => actionValue(act()) });
  return (
    <ConfirmDialog
      title={title}
      body={body}
      confirm={confirm}
      isBusy={isPending}
      error={error}
      onConfirm={() => mutate(undefined, { onSuccess: close })}
      close={close}
    />
  );
}
