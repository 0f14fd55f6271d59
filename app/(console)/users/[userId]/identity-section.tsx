"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Spinner } from "@/components/ui/spinner";
import { usernameSchema } from "@/lib/auth/credentials";
import { roles } from "@/lib/auth/permissions";
import type { PersonView } from "@/lib/people";
import { usePeopleAct } from "../../account/use-people";
import { Refused } from "../../refused";
import { Section } from "../../section";
import { TextField } from "../../settings/text-field";
import { UndoNotice } from "../../undo-notice";
import { UnsavedGuard } from "../../unsaved-guard";
import { changeRoleAction, renamePersonAction } from "../actions";

/** Name and role. Either change can be taken back. */
export function IdentitySection({ person }: { person: PersonView }) {
  const t = useTranslations("users");
  const roleName = useTranslations("roles");
  const [name, setName] = useState(person.name);
  const [undoable, setUndoable] = useState<{ text: string; undo: () => void } | null>(null);
  const rename = usePeopleAct(renamePersonAction);
  const change = usePeopleAct(changeRoleAction);
  const isValid = usernameSchema.safeParse(name).success;
  const { id: userId } = person;
  const renameTo = (newName: string, before: string | null) =>
    rename.mutate(
      { userId, newName },
      {
        onSuccess() {
          setName(newName);
          const text = t("renamed", { name: newName });
          setUndoable(before === null ? null : { text, undo: () => renameTo(before, null) });
        },
      },
    );
  const changeTo = (role: PersonView["role"], before: PersonView["role"] | null) =>
    change.mutate(
      { userId, role },
      {
        onSuccess() {
          const text = t("roleChanged", { role: roleName(role) });
          setUndoable(before === null ? null : { text, undo: () => changeTo(before, null) });
        },
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isValid) renameTo(usernameSchema.parse(name), person.name);
  };
  return (
    <Section className="text-sm" title={t("identity")}>
      <UnsavedGuard isActive={name !== person.name} />
      <form onSubmit={submit} className="grid items-start gap-2 sm:grid-cols-[1fr_auto]" noValidate>
        <TextField
          label={t("name")}
          hint={t("renameHint")}
          value={name}
          change={setName}
          maxLength={64}
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={!isValid || undefined}
        />
        <Button
          type="submit"
          variant="secondary"
          className="h-10 sm:mt-6 pointer-coarse:h-11"
          disabled={!isValid || name === person.name || rename.isPending}
        >
          {rename.isPending && <Spinner />}
          {t("rename")}
        </Button>
      </form>
      <Refused error={rename.error} conflict={t("nameTaken")} />
      <Segmented
        label={t("role")}
        value={person.role}
        options={roles.map((each) => [each, roleName(each)] as const)}
        choose={(role) => role !== person.role && changeTo(role, person.role)}
      >
        {t(`roleMeaning.${person.role}`)}
        <span className="block">{t("roleHint")}</span>
      </Segmented>
      <Refused error={change.error} conflict={t("lastAdmin")} />
      <UndoNotice undoable={undoable} />
    </Section>
  );
}
