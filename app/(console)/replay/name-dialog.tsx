"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";

interface NameDialogProps {
  title: string;
  label: string;
  confirm: string;
  name: string;
  isBusy: boolean;
  error: unknown;
  save: (name: string) => void;
  close: () => void;
}

/** Asks for a name. */
export function NameDialog({ title, label, confirm, name, isBusy, error, save, close }: NameDialogProps) {
  const common = useTranslations("common");
  const id = useId();
  const [text, setText] = useState(name);
  return (
    <FormDialog isTyped={text !== name} close={close} aria-describedby={undefined}>
      <DialogTitle>{title}</DialogTitle>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() && !isBusy) save(text);
        }}
      >
        <div className="grid gap-1.5">
          <Label htmlFor={id}>{label}</Label>
          <Input id={id} value={text} maxLength={100} autoFocus onChange={(event) => setText(event.target.value)} />
        </div>
        <Refused error={error} />
        <div className="flex justify-end gap-2">
          <Button variant="ghost" onClick={close}>
            {common("cancel")}
          </Button>
          <Button type="submit" disabled={!text.trim() || isBusy}>
            {confirm}
          </Button>
        </div>
      </form>
    </FormDialog>
  );
}
