import { useTranslations } from "next-intl";
import type { Replacement } from "@/lib/lexicon";

/** What the person said, with the words marked that the lexicon put in the place of others. Fits into a button. */
export function HeardDifferently({ text, replacements }: { text: string; replacements: readonly Replacement[] }) {
  const t = useTranslations("lexiconMark");
  return replacements.map(({ from, to, original }, index) => (
    <span key={from}>
      {text.slice(replacements[index - 1]?.to ?? 0, from)}
      <span
        data-testid="heard-differently"
        title={t("heardAs", { words: original })}
        className="underline decoration-dotted underline-offset-4"
      >
        {text.slice(from, to)}
      </span>
      {index === replacements.length - 1 && text.slice(to)}
    </span>
  ));
}
