"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { type Language, languages } from "@/lib/languages";
import type { PersonaDetail } from "@/lib/personas/persona";
import { DifferenceText } from "../../../difference-text";
import { Refused } from "../../../refused";
import { changePersonaAction } from "../../actions";
import { useHouseAct } from "../../use-house-act";

export interface ComparedVersion {
  version: number;
  name: string;
  prompts: Record<Language, string>;
}

/** What changed from an earlier version to the newest one, word by word. */
export function VersionComparison({ persona, compared }: { persona: PersonaDetail; compared: ComparedVersion }) {
  const t = useTranslations("settings.assistant.personas");
  const languageName = useTranslations("chat.language.names");
  const router = useRouter();
  const restore = useHouseAct(changePersonaAction);
  const section = useRef<HTMLElement>(null);
  const { version, name, prompts } = compared;
  useEffect(() => {
    if (version > 0) section.current?.focus();
  }, [version]);
  const path = `/settings/assistant/personas/${persona.persona_id}`;
  const close = () => router.replace(path, { scroll: false });
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-labelledby="persona-comparison"
      className="mt-8 rounded-md border bg-card p-4 outline-none"
    >
      <h3 id="persona-comparison" className="font-semibold text-sm">
        {t("compared", { version, newest: persona.newest.version })}
      </h3>
      {name !== persona.newest.name && <DifferenceText before={name} after={persona.newest.name} language={null} />}
      <div className="mt-3 grid gap-4 md:grid-cols-2">
        {languages.map((language) => (
          <div key={language} className="min-w-0">
            <h4 className="mb-1 font-medium text-sm">{languageName(language)}</h4>
            <DifferenceText before={prompts[language]} after={persona.prompts[language]} language={language} />
          </div>
        ))}
      </div>
      <Refused className="mt-2" error={restore.error} conflict={t("conflict")} />
      <div className="mt-4 flex flex-wrap gap-2">
        <Button
          variant="secondary"
          className="pointer-coarse:h-11"
          disabled={restore.isPending}
          onClick={() =>
            restore.mutate(
              {
                ...{ personaId: persona.persona_id, basedOn: persona.newest.version },
                ...{ name, prompts, restores: version },
              },
              { onSuccess: close },
            )
          }
        >
          {restore.isPending && <Spinner />}
          {t("restore", { version, next: persona.newest.version + 1 })}
        </Button>
        <Button variant="ghost" className="pointer-coarse:h-11" onClick={close}>
          {t("closeComparison")}
        </Button>
      </div>
    </section>
  );
}
