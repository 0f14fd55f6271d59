"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Spinner } from "@/components/ui/spinner";
import { type CandidateRole, candidateRoles, candidateServerSchema } from "@/lib/replay/candidate-server";
import { Refused } from "../../refused";
import { UnsavedGuard } from "../../unsaved-guard";
import { addCandidateServerAction } from "../actions";
import { TextField } from "../text-field";
import { CheckResult } from "./check-result";
import { useServerAct } from "./use-candidate-servers";

const empty = { name: "", url: "", model: "" };

/** A server is added once it answers. */
export function ServerForm() {
  const t = useTranslations("settings.servers");
  const [role, setRole] = useState<CandidateRole>("llm");
  const [draft, setDraft] = useState(empty);
  const [invalid, setInvalid] = useState<readonly PropertyKey[]>([]);
  const add = useServerAct(addCandidateServerAction);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const server = { role, name: draft.name, url: draft.url, model: draft.model.trim() || null };
    const parsed = candidateServerSchema.safeParse(server);
    setInvalid(parsed.success ? [] : parsed.error.issues.flatMap(({ path }) => path.slice(0, 1)));
    if (!parsed.success) return;
    add.mutate(server, {
      onSuccess: (check) => {
        if (check.answers) setDraft(empty);
      },
    });
  };
  const field = (name: keyof typeof empty) => ({
    value: draft[name],
    change: (value: string) => {
      setDraft({ ...draft, [name]: value });
      add.reset();
    },
    "aria-invalid": invalid.includes(name),
  });
  return (
    <form onSubmit={submit} aria-label={t("addLabel")} noValidate>
      <UnsavedGuard isActive={Object.values(draft).some((text) => text !== "")} />
      <div className="grid gap-3 sm:grid-cols-2">
        <div className="sm:col-span-2 sm:max-w-64">
          <Segmented
            label={t("role")}
            value={role}
            options={candidateRoles.map((each) => [each, t(`roles.${each}`)])}
            choose={setRole}
          />
        </div>
        <TextField label={t("name")} hint={t("nameHint")} maxLength={60} {...field("name")} />
        <TextField label={t("model")} hint={t("modelHint")} maxLength={200} {...field("model")} />
        <TextField
          label={t("url")}
          inputMode="url"
          placeholder="http://gpu-box:8000/v1"
          maxLength={500}
          className="sm:col-span-2"
          {...field("url")}
        />
      </div>
      {invalid.length > 0 && (
        <p role="alert" className="mt-2 text-danger text-sm">
          {t(invalid.includes("url") ? "urlInvalid" : "nameMissing")}
        </p>
      )}
      <Refused className="mt-2" error={add.error} conflict={t("nameTaken")} />
      <CheckResult check={add.data} />
      <Button type="submit" variant="secondary" className="mt-3 pointer-coarse:h-11" disabled={add.isPending}>
        {add.isPending && <Spinner />}
        {t(add.isPending ? "asking" : "add")}
      </Button>
    </form>
  );
}
