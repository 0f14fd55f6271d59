"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/label";
import { Segmented } from "@/components/ui/segmented";
import { Spinner } from "@/components/ui/spinner";
import { Textarea } from "@/components/ui/textarea";
import { longestGreeting } from "@/lib/greeting";
import { type Language, languages } from "@/lib/languages";
import { defaultStarterPrompts, starterPromptsSchema } from "@/lib/starter-prompts";
import { Refused } from "../../refused";
import { UnsavedGuard } from "../../unsaved-guard";
import { decideForHouseAction } from "../actions";
import { ChangedMeanwhile } from "../changed-meanwhile";
import { TextField } from "../text-field";
import { useHouseAct } from "../use-house-act";

/** As the server reads it; see server/records/settings/house.ts. */
export interface BeginningView {
  language: Language | null;
  greetings: Readonly<Record<Language, string | null>>;
  starterPrompts: Readonly<Record<Language, readonly string[]>>;
}

const keysOf = {
  "zh-TW": { greeting: "greetingZh", prompts: "starterPromptsZh" },
  en: { greeting: "greetingEn", prompts: "starterPromptsEn" },
} as const;
const ofPages = "pages";

/** What an empty conversation shows, and its language for whoever has not chosen one. */
export function BeginningForm({ beginning }: { beginning: BeginningView }) {
  const t = useTranslations("settings.assistant.beginning");
  const chat = useTranslations("chat");
  const decide = useHouseAct(decideForHouseAction);
  const [greetings, setGreetings] = useState<Partial<Record<Language, string>>>({});
  const [prompts, setPrompts] = useState<Partial<Record<Language, string>>>({});
  /** What held when the typing began. */
  const [seen, setSeen] = useState<BeginningView | null>(null);
  const [invalid, setInvalid] = useState<Language[]>([]);
  const promptsId = useId();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const set: Record<string, unknown> = {};
    const unset: string[] = [];
    const wrong: Language[] = [];
    for (const language of languages) {
      const keys = keysOf[language];
      const greeting = greetings[language]?.trim();
      if (greeting === "") unset.push(keys.greeting);
      else if (greeting !== undefined) set[keys.greeting] = greeting;
      const typed = prompts[language];
      if (typed === undefined) continue;
      const parsed = starterPromptsSchema.safeParse(linesOf(typed));
      if (!parsed.success) wrong.push(language);
      else if (isDefault(parsed.data, language)) unset.push(keys.prompts);
      else set[keys.prompts] = parsed.data;
    }
    setInvalid(wrong);
    if (wrong.length > 0) return;
    const held = heldBy(seen ?? beginning);
    const basedOn = Object.fromEntries([...Object.keys(set), ...unset].map((key) => [key, held[key]]));
    decide.mutate({ set, unset, basedOn }, { onSuccess: discard });
  };
  const discard = () => {
    setGreetings({});
    setPrompts({});
    setSeen(null);
    setInvalid([]);
  };
  const settle = (act: () => void) => {
    decide.reset();
    act();
  };
  const isOther = seen !== null && !decide.isPending && !isSame(heldBy(seen), heldBy(beginning));
  const isChanged = Object.keys(greetings).length + Object.keys(prompts).length > 0;
  const isTyped = languages.some(
    (each) =>
      (greetings[each] ?? beginning.greetings[each] ?? "") !== (beginning.greetings[each] ?? "") ||
      (prompts[each] !== undefined && !isSame(linesOf(prompts[each]), beginning.starterPrompts[each])),
  );
  return (
    <>
      <UnsavedGuard isActive={isTyped} />
      <div className="mb-4 max-w-sm">
        <Segmented
          label={t("language")}
          value={beginning.language ?? ofPages}
          options={[
            [ofPages, t("languageOfPages")],
            ...languages.map((each) => [each, chat(`language.names.${each}`)] as const),
          ]}
          choose={(chosen) =>
            decide.mutate({
              ...(chosen === ofPages ? { unset: ["defaultLanguage"] } : { set: { defaultLanguage: chosen } }),
              basedOn: { defaultLanguage: beginning.language },
            })
          }
        >
          {t("languageHint")}
        </Segmented>
      </div>
      <form onSubmit={submit} aria-label={t("title")} noValidate>
        <div className="grid gap-x-6 gap-y-4 md:grid-cols-2">
          {languages.map((language) => {
            const name = chat(`language.names.${language}`);
            const lines = prompts[language] ?? beginning.starterPrompts[language].join("\n");
            const isInvalid = invalid.includes(language);
            return (
              <div key={language} className="grid content-start gap-4">
                <TextField
                  label={t("greeting", { language: name })}
                  lang={language}
                  value={greetings[language] ?? beginning.greetings[language] ?? ""}
                  change={(value) => {
                    setSeen(seen ?? beginning);
                    setGreetings({ ...greetings, [language]: value });
                  }}
                  maxLength={longestGreeting}
                  hint={t("greetingHint")}
                />
                <div className="grid gap-1">
                  <Label htmlFor={`${promptsId}-${language}`}>{t("prompts", { language: name })}</Label>
                  <Textarea
                    id={`${promptsId}-${language}`}
                    lang={language}
                    className="h-36"
                    value={lines}
                    aria-invalid={isInvalid}
                    aria-describedby={`${promptsId}-${language}-hint`}
                    onChange={(event) => {
                      setSeen(seen ?? beginning);
                      setPrompts({ ...prompts, [language]: event.target.value });
                    }}
                  />
                  <p
                    id={`${promptsId}-${language}-hint`}
                    role={isInvalid ? "alert" : undefined}
                    className={isInvalid ? "text-danger text-xs" : "text-muted-foreground text-xs"}
                  >
                    {t("promptsHint")}
                  </p>
                </div>
              </div>
            );
          })}
        </div>
        {isOther ? (
          <ChangedMeanwhile
            what={t("changedMeanwhile")}
            showHeld={() => settle(discard)}
            keepTyped={() => settle(() => setSeen(beginning))}
          />
        ) : (
          <Refused className="mt-2" error={decide.error} />
        )}
        <div className="mt-4 flex flex-wrap gap-2">
          <Button type="submit" className="pointer-coarse:h-11" disabled={decide.isPending || !isChanged}>
            {decide.isPending && <Spinner />}
            {t("save")}
          </Button>
          <Button
            variant="ghost"
            className="pointer-coarse:h-11"
            disabled={decide.isPending}
            onClick={() => {
              setSeen(seen ?? beginning);
              setPrompts(Object.fromEntries(languages.map((each) => [each, defaultStarterPrompts[each].join("\n")])));
            }}
          >
            {t("defaultPrompts")}
          </Button>
        </div>
      </form>
    </>
  );
}

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** What is typed here, by key. */
function heldBy({ greetings, starterPrompts }: BeginningView): Record<string, unknown> {
  return Object.fromEntries(
    languages.flatMap((each) => [
      [keysOf[each].greeting, greetings[each]],
      [keysOf[each].prompts, starterPrompts[each]],
    ]),
  );
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const isDefault = (prompts: readonly string[], language: Language) =>
  prompts.join("\n") === defaultStarterPrompts[language].join("\n");
