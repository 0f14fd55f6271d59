"use client";
import { useTranslations } from "next-intl";
import type { BlindChoiceView } from "@/lib/replay/views";
import { useDates } from "../../use-dates";

/** Who preferred which side without knowing which is which. */
export function BlindChoices({ choices }: { choices: readonly BlindChoiceView[] }) {
  const t = useTranslations("replay.compare");
  const { moment } = useDates();
  if (choices.length === 0) return null;
  return (
    <section aria-label={t("blindChoices")}>
      <h2 className="font-semibold text-base">{t("blindChoices")}</h2>
      <ul className="mt-1 grid gap-1 text-sm">
        {choices.map(({ choice, by, at }) => (
          <li key={by} className="break-words">
            {t(`blindSaid.${choice}`, { by })} <span className="text-muted-foreground text-xs">{moment(at)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
