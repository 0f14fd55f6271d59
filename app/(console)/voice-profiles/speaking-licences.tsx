"use client";
import { useTranslations } from "next-intl";
import type { Language } from "@/lib/languages";
import { modelsOf, type SpeechAbilities } from "@/lib/speech-abilities";
import { LicenceText } from "./licence-text";

interface SpeakingLicencesProps {
  speech: SpeechAbilities;
  languages: readonly Language[];
}

/** What the licence of the model that speaks allows: it binds the voice's sound too. */
export function SpeakingLicences({ speech, languages }: SpeakingLicencesProps) {
  const t = useTranslations("voices.licence");
  const models = modelsOf(speech, languages);
  if (models.length === 0) return <p className="text-muted-foreground text-sm">{t("noModel")}</p>;
  return (
    <ul className="grid gap-2 text-sm">
      {models.map(({ name, licence }) => (
        <li key={name}>
          <LicenceText name={name} licence={licence} />
        </li>
      ))}
    </ul>
  );
}
