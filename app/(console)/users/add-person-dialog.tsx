"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Segmented } from "@/components/ui/segmented";
import { Spinner } from "@/components/ui/spinner";
import { usernameSchema } from "@/lib/auth/credentials";
import { type Role, roles } from "@/lib/auth/permissions";
import { ShownOnce } from "../account/shown-once";
import { usePeopleAct } from "../account/use-people";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";
import { addPersonAction } from "./actions";

/** Name and role; then the password that was made up, once. */
export function AddPersonDialog({ close }: { close: () => void }) {
  const t = useTranslations("users");
  const common = useTranslations("common");
  const roleName = useTranslations("roles");
  const id = useId();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("staff");
  const [isInvalid, setIsInvalid] = useState(false);
  const add = usePeopleAct(addPersonAction);
  const password = add.data?.generatedPassword;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const username = usernameSchema.safeParse(name);
    setIsInvalid(!username.success);
    if (username.success) add.mutate({ username: username.data, role });
  };
  return (
    <FormDialog isTyped={name !== "" && !password} isShownOnce={password !== undefined} close={close}>
      <DialogTitle>{t("addTitle")}</DialogTitle>
      {password ? (
        <>
          <DialogDescription>{t("added", { name: usernameSchema.parse(name) })}</DialogDescription>
          <ShownOnce secret={password} words={t("passwordOnce")} />
          <div className="flex justify-end">
            <Button onClick={close}>{t("done")}</Button>
          </div>
        </>
      ) : (
        <form onSubmit={submit} className="grid gap-4" noValidate>
          <DialogDescription>{t("addWhat")}</DialogDescription>
          <div className="grid gap-1.5">
            <Label htmlFor={id}>{t("name")}</Label>
            <Input
              id={id}
              value={name}
              maxLength={64}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              aria-invalid={isInvalid || undefined}
              aria-describedby={`${id}-hint`}
              onChange={(event) => setName(event.target.value)}
            />
            <p
              id={`${id}-hint`}
              role={isInvalid ? "alert" : undefined}
              className={isInvalid ? "text-danger text-xs" : "text-muted-foreground text-xs"}
            >
              {t("nameHint")}
            </p>
          </div>
          <Segmented
            label={t("role")}
            value={role}
            options={roles.map((each) => [each, roleName(each)] as const)}
            choose={setRole}
          >
            {t(`roleMeaning.${role}`)}
          </Segmented>
          <Refused error={add.error} conflict={t("nameTaken")} />
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={close}>
              {common("cancel")}
            </Button>
            <Button type="submit" disabled={add.isPending}>
              {add.isPending && <Spinner />}
              {t("add")}
            </Button>
          </div>
        </form>
      )}
    </FormDialog>
  );
}
