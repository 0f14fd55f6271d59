"use client";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/label";
import { Spinner } from "@/components/ui/spinner";
import { Textarea } from "@/components/ui/textarea";
import { type Language, languages } from "@/lib/languages";
import { longestPersonaName, longestPrompt, type PersonaDetail, personaSchema } from "@/lib/personas/persona";
import { Refused } from "../../../refused";
import { type Undoable, UndoNotice } from "../../../undo-notice";
import { UnsavedGuard } from "../../../unsaved-guard";
import { changePersonaAction, choosePersonaAction, createPersonaAction } from "../../actions";
import { TextField } from "../../text-field";
import { useHouseAct } from "../../use-house-act";
import { PersonaTrial } from "./persona-trial";
import { PersonaVersions } from "./persona-versions";
import { type ComparedVersion, VersionComparison } from "./version-comparison";

interface PersonaEditorProps {
  /** Null: one that is being made. */
  persona: PersonaDetail | null;
  /** What it says, or what a new one begins with. */
  prompts: Readonly<Record<Language, string>>;
  versionInUse: number | null;
  /** The version that the newest one is compared with. */
  compared: ComparedVersion | null;
}

/** What a persona is told in each language: changed, tried, and chosen for everybody. */
export function PersonaEditor({ persona, prompts, versionInUse, compared }: PersonaEditorProps) {
  const t = useTranslations("settings.assistant.personas");
  const languageName = useTranslations("chat.language.names");
  const router = useRouter();
  const id = useId();
  const [draft, setDraft] = useState<{ name?: string; prompts: Partial<Record<Language, string>> }>({ prompts: {} });
  const [isIncomplete, setIsIncomplete] = useState(false);
  const [undoable, setUndoable] = useState<Undoable | null>(null);
  const create = useHouseAct(createPersonaAction);
  const change = useHouseAct(changePersonaAction);
  const choose = useHouseAct(choosePersonaAction);
  const newest = persona?.newest ?? null;
  const shown = { name: draft.name ?? newest?.name ?? "", prompts: { ...prompts, ...draft.prompts } };
  const isChanged = shown.name !== newest?.name || languages.some((each) => shown.prompts[each] !== prompts[each]);
  const isTyped =
    shown.name !== (newest?.name ?? "") || languages.some((each) => shown.prompts[each] !== prompts[each]);
  const answers = newest !== null && newest.version_id === versionInUse;
  const isPending = create.isPending || change.isPending;

  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const parsed = personaSchema.safeParse(shown);
    setIsIncomplete(!parsed.success);
    if (!parsed.success) return;
    if (!persona) {
      create.mutate(parsed.data, {
        onSuccess: ({ personaId }) => router.replace(`/settings/assistant/personas/${personaId}`),
      });
      return;
    }
    change.mutate(
      { personaId: persona.persona_id, basedOn: persona.newest.version, ...parsed.data },
      { onSuccess: () => setDraft({ prompts: {} }) },
    );
  };
  const use = (versionId: number | null, name: string) =>
    choose.mutate(
      { versionId, basedOn: versionInUse },
      {
        onSuccess() {
          const undo = () => {
            setUndoable(null);
            choose.mutate({ versionId: versionInUse, basedOn: versionId });
          };
          setUndoable({ text: t("nowInUse", { name }), undo });
        },
      },
    );
  return (
    <>
      <p className="mb-3">
        <Link
          href="/settings/assistant"
          prefetch={false}
          className="inline-flex min-h-9 items-center gap-1.5 text-muted-foreground text-sm hover:text-foreground pointer-coarse:min-h-11"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t("back")}
        </Link>
      </p>
      <header className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="wrap-anywhere min-w-0 font-semibold text-base">{newest?.name ?? t("newTitle")}</h2>
        {newest && <Badge>{t("version", { version: newest.version })}</Badge>}
        {answers && <Badge tone="accent">{t("inUse")}</Badge>}
        {newest && !answers && !persona?.is_retired && (
          <Button
            variant="outline"
            size="sm"
            className="pointer-coarse:h-11"
            disabled={choose.isPending || isChanged}
            onClick={() => use(newest.version_id, t("nameVersion", { name: newest.name, version: newest.version }))}
          >
            {choose.isPending && <Spinner />}
            {t("useNewest", { version: newest.version })}
          </Button>
        )}
      </header>
      <form onSubmit={save} aria-label={t("editLabel")} noValidate className="grid gap-4">
        <TextField
          label={t("name")}
          className="max-w-sm"
          value={shown.name}
          change={(name) => setDraft({ ...draft, name })}
          maxLength={longestPersonaName}
          aria-invalid={isIncomplete && shown.name.trim() === ""}
        />
        <div className="grid gap-4 md:grid-cols-2">
          {languages.map((language) => (
            <div key={language} className="grid content-start gap-1">
              <Label htmlFor={`${id}-${language}`}>{t("prompt", { language: languageName(language) })}</Label>
              <Textarea
                id={`${id}-${language}`}
                lang={language}
                className="h-80"
                maxLength={longestPrompt}
                value={shown.prompts[language]}
                aria-invalid={isIncomplete && shown.prompts[language].trim() === ""}
                onChange={(event) =>
                  setDraft({ ...draft, prompts: { ...draft.prompts, [language]: event.target.value } })
                }
              />
            </div>
          ))}
        </div>
        <p className="max-w-prose text-muted-foreground text-xs">{t("promptHint")}</p>
        {isIncomplete && (
          <p role="alert" className="text-danger text-sm">
            {t("incomplete")}
          </p>
        )}
        <Refused error={create.error ?? change.error} conflict={t("conflict")} />
        <Refused error={choose.error} conflict={t("otherAnswers")} />
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" className="pointer-coarse:h-11" disabled={isPending || !isChanged}>
            {isPending && <Spinner />}
            {newest ? t("saveVersion", { version: newest.version + 1 }) : t("create")}
          </Button>
          {isChanged && newest && (
            <Button variant="ghost" className="pointer-coarse:h-11" onClick={() => setDraft({ prompts: {} })}>
              {t("discard")}
            </Button>
          )}
          <p className="text-muted-foreground text-xs">{t("saveHint")}</p>
        </div>
      </form>
      <PersonaTrial prompts={shown.prompts} />
      {persona && compared && <VersionComparison persona={persona} compared={compared} />}
      {persona && (
        <PersonaVersions persona={persona} versionInUse={versionInUse} use={use} isUsing={choose.isPending} />
      )}
      <UnsavedGuard isActive={isTyped && !create.isSuccess} />
      <UndoNotice undoable={undoable} />
    </>
  );
}
