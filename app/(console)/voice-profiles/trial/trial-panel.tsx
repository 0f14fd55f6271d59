"use client";
import { Shuffle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import type { SpeechMode } from "@/lib/languages";
import { speechModes } from "@/lib/languages";
import { hasSound } from "@/lib/speech-text/has-sound";
import { maxTrialCharacters, trialSentences } from "@/lib/voice-profiles/trials";
import type { ProfileDetail } from "@/lib/voice-profiles/views";
import { KeyHint } from "./key-hint";
import { TrialItem } from "./trial-item";
import { useTrials } from "./use-trials";

interface TrialPanelProps {
  voice: Pick<ProfileDetail, "id" | "language" | "text">;
  referenceUrl: string;
}

const keyOf = { fast: "F", hq: "H" } as const satisfies Record<SpeechMode, string>;
const typesInto = (target: EventTarget) => target instanceof HTMLElement && target.matches("input, textarea, select");
/** The count is shown only when it matters. */
const countFrom = maxTrialCharacters * 0.8;

/** Any sentence in the voice, beside its reference: heard, compared, rated. F and H speak it while the panel has the focus. */
export function TrialPanel({ voice, referenceUrl }: TrialPanelProps) {
  const t = useTranslations("voiceTrial");
  const modes = useTranslations("voiceTrial.modes");
  const errors = useTranslations("errors");
  const id = useId();
  const sentences = trialSentences[voice.language];
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const begin = () => {
      if (window.location.hash === "#try") field.current?.focus();
    };
    begin();
    window.addEventListener("hashchange", begin);
    return () => window.removeEventListener("hashchange", begin);
  }, []);
  const [text, setText] = useState(sentences[0] ?? "");
  const [suggested, setSuggested] = useState(0);
  const trials = useTrials(voice.id);
  const length = [...text].length;
  const canAsk = hasSound(text) && length <= maxTrialCharacters && !trials.isAsking;
  const ownWords = voice.text !== null && [...voice.text].length <= maxTrialCharacters ? voice.text : null;

  const ask = (mode: SpeechMode) => {
    if (canAsk) trials.ask({ text: text.trim(), mode });
  };
  const suggest = () => {
    const next = (suggested + 1) % sentences.length;
    setSuggested(next);
    setText(sentences[next] ?? "");
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typesInto(event.target)) return;
    const mode = speechModes.find((each) => keyOf[each].toLowerCase() === event.key.toLowerCase());
    if (!mode || event.repeat) return;
    event.preventDefault();
    ask(mode);
  };

  return (
    <fieldset aria-label={t("title")} data-testid="trial-panel" onKeyDown={keyDown} className="grid min-w-0 gap-4">
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          ask("fast");
        }}
      >
        <div className="grid gap-1.5">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <label htmlFor={`${id}-text`} className="font-medium text-sm">
              {t("text")}
            </label>
            <div className="flex flex-wrap gap-1">
              <Button variant="ghost" size="sm" className="pointer-coarse:h-11" onClick={suggest}>
                <Shuffle aria-hidden />
                {t("another")}
              </Button>
              {ownWords !== null && (
                <Button
                  variant="ghost"
                  size="sm"
                  className="pointer-coarse:h-11"
                  title={t("ownWordsHint")}
                  onClick={() => setText(ownWords)}
                >
                  {t("ownWords")}
                </Button>
              )}
            </div>
          </div>
          <textarea
            ref={field}
            id={`${id}-text`}
            lang={voice.language}
            dir="auto"
            rows={2}
            value={text}
            aria-describedby={length > countFrom ? `${id}-count` : undefined}
            aria-invalid={length > maxTrialCharacters}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              ask(event.ctrlKey || event.metaKey ? "hq" : "fast");
            }}
            className="field-sizing-content min-h-16 w-full resize-none rounded-md border border-input bg-card px-3 py-2 text-base aria-invalid:border-danger md:text-sm"
          />
          {length > countFrom && (
            <p
              id={`${id}-count`}
              className={length > maxTrialCharacters ? "text-danger text-xs" : "text-muted-foreground text-xs"}
            >
              {t("count", { length, most: maxTrialCharacters })}
            </p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          {speechModes.map((mode) => (
            <Button
              key={mode}
              type={mode === "fast" ? "submit" : "button"}
              variant={mode === "fast" ? "primary" : "outline"}
              disabled={!canAsk}
              aria-keyshortcuts={keyOf[mode]}
              onClick={mode === "fast" ? undefined : () => ask(mode)}
              className="pointer-coarse:h-11"
            >
              {t("speak", { mode: modes(mode) })}
              <KeyHint>{keyOf[mode]}</KeyHint>
            </Button>
          ))}
        </div>
        {trials.askFailed && (
          <p role="alert" className="text-danger text-sm">
            {trials.askFailed === "rate_limited" ? t("tooMany") : errors(trials.askFailed)}
          </p>
        )}
      </form>
      {trials.trials.length > 0 && (
        <ul aria-label={t("list")}>
          {trials.trials.map((trial) => (
            <TrialItem
              key={trial.job.id}
              trial={trial}
              language={voice.language}
              referenceUrl={referenceUrl}
              referenceText={voice.text}
              trials={trials}
            />
          ))}
        </ul>
      )}
      {trials.loadFailed && (
        <p role="alert" className="text-danger text-sm">
          {errors(trials.loadFailed)}
        </p>
      )}
      <p className="text-muted-foreground text-xs">{t("kept")}</p>
    </fieldset>
  );
}
