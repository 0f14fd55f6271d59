"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ExplainedWords } from "./explained-words";

/** Words of a reply that the voice says in another way than they are written. */
export function SaidDifferently({ saidAs, children }: { saidAs: string; children: ReactNode }) {
  const t = useTranslations("lexiconMark");
  return (
    <ExplainedWords how={t("saidAs", { words: saidAs })} testId="said-differently">
      {children}
    </ExplainedWords>
  );
}
