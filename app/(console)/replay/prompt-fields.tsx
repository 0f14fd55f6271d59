"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/textarea";
import { type Language, languages } from "@/lib/languages";
import { Field } from "./field";

interface PromptFieldsProps {
  /** Null: the prompts stay as they were recorded. */
  prompts: Record<Language, string> | null;
  now: Record<Language, string>;
  change: (prompts: Record<Language, string>) => void;
}

/** The system messages, one a language; they begin with those that people are answered with now. */
export function PromptFields({ prompts, now, change }: PromptFieldsProps) {
  const t = useTranslations("replay.new");
  const languageName = useTranslations("chat.language.names");
  if (!prompts) {
    return (
      <Button variant="outline" className="justify-self-start sm:col-span-2" onClick={() => change(now)}>
        {t("changePrompt")}
      </Button>
    );
  }
  return (
    <div className="grid gap-3 sm:col-span-2">
      {languages.map((language) => (
        <Field key={language} label={t("prompt", { language: languageName(language) })}>
          {(id) => (
            <Textarea
              id={id}
              rows={5}
              lang={language}
              maxLength={8_000}
              value={prompts[language]}
              onChange={(event) => change({ ...prompts, [language]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
