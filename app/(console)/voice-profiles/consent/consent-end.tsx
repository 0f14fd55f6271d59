"use client";
import { CircleCheck, CircleHelp, CircleX, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import type { ConsentResult } from "@/lib/consent/result";
import type { ErrorCode } from "@/lib/errors";
import type { EndedTry } from "@/lib/voice-profiles/ceremony-view";

const looks = {
  match: { Icon: CircleCheck, tone: "bg-success-soft [&>svg]:text-success" },
  unsure: { Icon: CircleHelp, tone: "bg-warning-soft [&>svg]:text-warning" },
  no_match: { Icon: CircleX, tone: "bg-danger-soft [&>svg]:text-danger" },
  again: { Icon: RotateCcw, tone: "bg-warning-soft [&>svg]:text-warning" },
  void: { Icon: CircleX, tone: "bg-muted [&>svg]:text-muted-foreground" },
} as const;

/** How a try ended, with what the check found, and what to do next. `code`: why it could not be checked. */
export function ConsentEnd({ end, code }: { end: EndedTry; code: ErrorCode | null }) {
  const t = useTranslations("consentCeremony");
  const errors = useTranslations("errors");
  const { result, sentence } = end;
  const { Icon, tone } = looks[result.outcome];
  const isMisheard = result.words !== null && result.words.answer !== "yes";
  return (
    <section
      data-testid="consent-end"
      data-outcome={result.outcome}
      className={cn("flex gap-3 rounded-md p-4 text-sm [&>svg]:mt-0.5 [&>svg]:size-5 [&>svg]:shrink-0", tone)}
    >
      <Icon aria-hidden />
      <div className="grid min-w-0 flex-1 gap-2">
        <p role="status" className="font-medium">
          {t(`outcomes.${result.outcome}`)}
        </p>
        <p className="max-w-prose">{whatToDo(t, result)}</p>
        {code !== null && <p className="text-muted-foreground">{errors(code)}</p>}
        {isMisheard && <Heard result={result} language={sentence.language} />}
        {result.voice && (
          <p className="text-muted-foreground tabular-nums">
            {result.voice.matchFrom === null || result.voice.noMatchBelow === null
              ? t("scoreAlone", { score: result.voice.score.toFixed(2) })
              : t("score", {
                  score: result.voice.score.toFixed(2),
                  match: result.voice.matchFrom.toFixed(2),
                  noMatch: result.voice.noMatchBelow.toFixed(2),
                })}
          </p>
        )}
      </div>
    </section>
  );
}

function whatToDo(
  t: ReturnType<typeof useTranslations<"consentCeremony">>,
  { outcome, reason, voice, words }: ConsentResult,
) {
  if (reason !== null) return t(`reasons.${reason}`);
  if (outcome === "again") return words?.answer === "no" ? t("reasons.otherWords") : t("reasons.nearlyWords");
  if (outcome === "unsure" && voice?.reason === "too_little_speech") return t("reasons.tooLittleSpeech");
  if (outcome === "unsure" && voice?.reason === "narrow_band") return t("reasons.narrowBand");
  return outcome === "void" ? t("reasons.otherWords") : t(`next.${outcome}`);
}

/** The sentence with what was not heard in it, and what was heard besides. */
function Heard({ result: { words }, language }: { result: ConsentResult; language: string }) {
  const t = useTranslations("consentCeremony");
  if (!words || words.diff.length === 0) return null;
  return (
    <div className="grid gap-1">
      <p className="text-muted-foreground">{t("heard")}</p>
      <p lang={language} data-testid="consent-diff" className="text-base">
        {words.diff.map(({ text, mark }, index) => {
          // The pieces have no names: their place is what tells them apart.
          const key = `${index}${mark}`;
          if (mark === "same") return <span key={key}>{text}</span>;
          if (mark === "extra") {
            return (
              <ins key={key} title={t("marks.extra")} className="mx-1 text-muted-foreground no-underline">
                ({text})
              </ins>
            );
          }
          return (
            <mark
              key={key}
              title={t(`marks.${mark}`)}
              className={cn(
                "rounded-sm bg-transparent font-medium text-danger underline decoration-2",
                mark === "wrong" && "decoration-wavy",
              )}
            >
              {text}
            </mark>
          );
        })}
      </p>
    </div>
  );
}
