"use client";
import { KeyRound, UserCheck, UserX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import type { PersonView } from "@/lib/people";
import { ShownOnce } from "../../account/shown-once";
import { usePeopleAct } from "../../account/use-people";
import { ConfirmDialog } from "../../confirm-dialog";
import { FormDialog } from "../../form-dialog";
import { Refused } from "../../refused";
import { Section } from "../../section";
import { disablePersonAction, enablePersonAction, resetPasswordAction } from "../actions";

/** Whether the person may log in, and with which password. */
export function AccessSection({ person, isSelf }: { person: PersonView; isSelf: boolean }) {
  const t = useTranslations("users");
  const [asked, setAsked] = useState<"disable" | "reset" | null>(null);
  const [password, setPassword] = useState<string | null>(null);
  const close = () => setAsked(null);
  const disable = usePeopleAct(disablePersonAction, close);
  const enable = usePeopleAct(enablePersonAction);
  const reset = usePeopleAct(resetPasswordAction, ({ generatedPassword }) => {
    close();
    setPassword(generatedPassword);
  });
  const { id: userId, name, is_disabled: isDisabled } = person;
  return (
    <Section className="text-sm" title={t("access")}>
      <p className="text-muted-foreground text-sm">
        {isDisabled ? t("disabledMeans") : person.password_is_temporary ? t("newMeans") : t("activeMeans")}
      </p>
      <div className="flex flex-wrap gap-2">
        {!isSelf && (
          <Button variant="secondary" className="pointer-coarse:h-11" onClick={() => setAsked("reset")}>
            <KeyRound aria-hidden />
            {t("reset")}
          </Button>
        )}
        {isDisabled ? (
          <Button
            variant="secondary"
            className="pointer-coarse:h-11"
            disabled={enable.isPending}
            onClick={() => enable.mutate({ userId })}
          >
            <UserCheck aria-hidden />
            {t("enable")}
          </Button>
        ) : (
          <Button variant="danger" className="pointer-coarse:h-11" onClick={() => setAsked("disable")}>
            <UserX aria-hidden />
            {t("disable")}
          </Button>
        )}
      </div>
      <Refused error={enable.error} />
      {asked === "disable" && (
        <ConfirmDialog
          title={t("disableTitle", { name })}
          body={t("disableBody")}
          confirm={t("disable")}
          isBusy={disable.isPending}
          error={disable.error}
          conflict={t("lastAdmin")}
          onConfirm={() => disable.mutate({ userId })}
          close={close}
        />
      )}
      {asked === "reset" && (
        <ConfirmDialog
          title={t("resetTitle", { name })}
          body={t("resetBody")}
          confirm={t("reset")}
          isBusy={reset.isPending}
          error={reset.error}
          onConfirm={() => reset.mutate({ userId })}
          close={close}
        />
      )}
      {password !== null && <PasswordDialog name={name} password={password} close={() => setPassword(null)} />}
    </Section>
  );
}

function PasswordDialog({ name, password, close }: { name: string; password: string; close: () => void }) {
  const t = useTranslations("users");
  return (
    <FormDialog isTyped={false} isShownOnce close={close}>
      <DialogTitle>{t("resetDone", { name })}</DialogTitle>
      <DialogDescription>{t("resetDoneBody")}</DialogDescription>
      <ShownOnce secret={password} words={t("passwordOnce")} />
      <div className="flex justify-end">
        <Button onClick={close}>{t("done")}</Button>
      </div>
    </FormDialog>
  );
}
