"use client";
import { SendHorizontal } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Spinner } from "@/components/ui/spinner";
import { type Language, languages } from "@/lib/languages";
import { longestTrialText, mostTrialTurns, type PersonaTrialAnswer } from "@/lib/personas/trial";
import { fetchGood } from "../../../fetch-conversation";
import { Refused } from "../../../refused";
import { useLoginEnd } from "../../../use-login-end";
import { useOneAtATime } from "../../../use-one-at-a-time";
import { TextField } from "../../text-field";

interface TrialTurn extends PersonaTrialAnswer {
  said: string;
}

/** A few written words with what is in the fields now, before anybody else is answered by it. Nothing of it is stored. */
export function PersonaTrial({ prompts }: { prompts: Readonly<Record<Language, string>> }) {
  const t = useTranslations("settings.assistant.trial");
  const languageName = useTranslations("chat.language.names");
  const [language, setLanguage] = useState<Language>(useLocale());
  const [text, setText] = useState("");
  const [turns, setTurns] = useState<TrialTurn[]>([]);
  const ask = useOneAtATime({
    async mutationFn(said: string) {
      const before = turns.map(({ said: earlier, reply }) => ({ said: earlier, reply }));
      const response = await fetchGood("/api/persona-trials", undefined, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ language, prompt: prompts[language], before, text: said }),
      });
      return (await response.json()) as PersonaTrialAnswer;
    },
    onSuccess(answer, said) {
      setTurns([...turns, { said, ...answer }]);
      setText("");
    },
  });
  useLoginEnd(ask.error);
  const beginAgain = () => {
    setTurns([]);
    ask.reset();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (text.trim() !== "" && prompts[language].trim() !== "") ask.mutate(text.trim());
  };
  const isFull = turns.length >= mostTrialTurns;
  return (
    <section aria-labelledby="persona-trial" className="mt-10 border-t pt-6">
      <h3 id="persona-trial" className="font-semibold text-sm">
        {t("title")}
      </h3>
      <p className="mt-1 mb-3 max-w-prose text-muted-foreground text-sm">{t("what")}</p>
      <div className="mb-3 max-w-56">
        <Segmented
          label={t("language")}
          value={language}
          options={languages.map((each) => [each, languageName(each)])}
          choose={(chosen) => {
            // The answer that is under way is in the other language.
            if (ask.isPending) return;
            setLanguage(chosen);
            beginAgain();
          }}
        />
      </div>
      <ol aria-live="polite" className="grid gap-3 empty:hidden">
        {turns.map(({ said, reply, is_cut: isCut }, index) => (
          // The turns only ever grow at their end.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index} lang={language} className="grid gap-1 text-sm">
            <p className="wrap-anywhere ml-auto max-w-[85%] rounded-md bg-muted px-3 py-2">{said}</p>
            <p className="wrap-anywhere max-w-[85%] whitespace-pre-wrap">
              {reply}
              {isCut && <span className="text-muted-foreground"> {t("cut")}</span>}
            </p>
          </li>
        ))}
        {ask.isPending && (
          <li className="grid gap-1 text-sm">
            <p lang={language} className="wrap-anywhere ml-auto max-w-[85%] rounded-md bg-muted px-3 py-2">
              {ask.variables}
            </p>
            <p className="flex items-center gap-2 text-muted-foreground">
              <Spinner />
              {t("thinking")}
            </p>
          </li>
        )}
      </ol>
      <Refused className="mt-2" error={ask.error} />
      {isFull ? (
        <p className="mt-3 text-muted-foreground text-sm">{t("full", { count: mostTrialTurns })}</p>
      ) : (
        <form onSubmit={submit} className="mt-3 flex items-end gap-2">
          <TextField
            label={t("say")}
            className="flex-1"
            lang={language}
            value={text}
            change={setText}
            maxLength={longestTrialText}
          />
          <Button type="submit" variant="secondary" className="h-10 pointer-coarse:h-11" disabled={ask.isPending}>
            <SendHorizontal aria-hidden />
            {t("send")}
          </Button>
        </form>
      )}
      {turns.length > 0 && (
        <Button
          variant="ghost"
          size="sm"
          className="mt-2 pointer-coarse:h-11"
          disabled={ask.isPending}
          onClick={beginAgain}
        >
          {t("again")}
        </Button>
      )}
    </section>
  );
}
