import { useTranslations } from "next-intl";
import type { Language } from "@/lib/languages";
import { wordDifferences } from "@/lib/replay/word-differences";

interface DifferenceTextProps {
  /** Null: not known. */
  before: string | null;
  after: string | null;
  language: Language | null;
}

/** Two texts as one, with what went and what came. */
export function DifferenceText({ before, after, language }: DifferenceTextProps) {
  const t = useTranslations("replay.compare");
  if (before === null || after === null) return <p className="text-muted-foreground text-sm">–</p>;
  if (before === after) return <p className="text-muted-foreground text-sm">{t("same")}</p>;
  const parts = wordDifferences(before, after, language ?? "en");
  return (
    <p lang={language ?? undefined} className="whitespace-pre-wrap break-words text-sm">
      {parts.map(({ kind, text }, index) => {
        const key = `${index} ${kind}`;
        if (kind === "same") return <span key={key}>{text}</span>;
        if (kind === "removed") {
          return (
            <del key={key} className="rounded-[2px] bg-danger-soft text-danger decoration-1">
              <span className="sr-only">{t("removed")} </span>
              {text}
            </del>
          );
        }
        return (
          <ins key={key} className="rounded-[2px] bg-success-soft text-success underline-offset-2">
            <span className="sr-only">{t("added")} </span>
            {text}
          </ins>
        );
      })}
    </p>
  );
}
