"use client";
import { useTranslations } from "next-intl";
import { ExplainedWords } from "@/components/turn/explained-words";
import type { Replacement } from "@/lib/lexicon";
import { heardParts } from "./heard-parts";
import { MarkedParts } from "./highlighted";

interface HeardWordsProps {
  text: string;
  replacements: readonly Replacement[];
  terms: string[];
}

/** What a person said: searched words marked, and those that the lexicon put in the place of others. */
export function HeardWords({ text, replacements, terms }: HeardWordsProps) {
  const t = useTranslations("lexiconMark");
  return heardParts(text, replacements, terms).map(({ from, original, parts }) =>
    original === null ? (
      <MarkedParts key={from} parts={parts} />
    ) : (
      <ExplainedWords key={from} how={t("heardAs", { words: original })} testId="heard-differently">
        <MarkedParts parts={parts} />
      </ExplainedWords>
    ),
  );
}
