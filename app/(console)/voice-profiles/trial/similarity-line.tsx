"use client";
import { useFormatter, useTranslations } from "next-intl";
import type { Similarity } from "@/lib/voice-profiles/trials";

/** What the speaker engine hears, with the limits that it is judged by. */
export function SimilarityLine({ similarity }: { similarity: Similarity | null }) {
  const t = useTranslations("voiceTrial.similarity");
  const format = useFormatter();
  if (!similarity) return <p className="text-muted-foreground text-sm">{t("none")}</p>;
  const { score, answer, matchFrom, noMatchBelow } = similarity;
  const number = (value: number) => format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const limits =
    matchFrom === null || noMatchBelow === null
      ? t("noLimits")
      : t("limits", { matchFrom: number(matchFrom), noMatchBelow: number(noMatchBelow) });
  return (
    <p className="text-sm">
      {t.rich("line", {
        score: number(score),
        answer: t(`answers.${answer}`),
        limits,
        b: (text) => <span className="font-medium">{text}</span>,
        i: (text) => <span className="text-muted-foreground">{text}</span>,
      })}
    </p>
  );
}
