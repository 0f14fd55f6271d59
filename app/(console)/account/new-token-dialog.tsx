"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";
import { TextField } from "../settings/text-field";
import { createTokenAction } from "./actions";
import { ShownOnce } from "./shown-once";
import { usePeopleAct } from "./use-people";

/** What the token is for; then the token, once. */
export function NewTokenDialog({ userId, close }: { userId: number; close: () => void }) {
  const t = useTranslations("account.tokens");
  const common = useTranslations("common");
  const [name, setName] = useState("");
  const create = usePeopleAct(createTokenAction);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") create.mutate({ userId, name });
  };
  return (
    <FormDialog isTyped={name.trim() !== "" && !create.data} isShownOnce={create.data !== undefined} close={close}>
      <DialogTitle>{t("addTitle")}</DialogTitle>
      {create.data ? (
        <>
          <DialogDescription>{t("added")}</DialogDescription>
          <ShownOnce secret={create.data.token} words={t("once")} />
          <div className="flex justify-end">
            <Button onClick={close}>{t("done")}</Button>
          </div>
        </>
      ) : (
        <form onSubmit={submit} className="grid gap-4">
          <DialogDescription>{t("addWhat")}</DialogDescription>
          <TextField label={t("name")} value={name} change={setName} maxLength={80} autoFocus />
          <Refused error={create.error} />
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={close}>
              {common("cancel")}
            </Button>
            <Button type="submit" disabled={name.trim() === "" || create.isPending}>
              {create.isPending && <Spinner />}
              {t("add")}
            </Button>
          </div>
        </form>
      )}
    </FormDialog>
  );
}
