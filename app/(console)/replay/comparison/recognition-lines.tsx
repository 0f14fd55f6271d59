import { useFormatter, useTranslations } from "next-intl";
import { type RecognitionComparison, recognitionByLanguage, type SideRecognition } from "@/lib/replay/recognition";
import type { RunComparison } from "@/lib/replay/views";

/** How well the whole run was understood, by language and recogniser; nothing where nobody corrected a turn. */
export function RecognitionLines({ cases }: Pick<RunComparison, "cases">) {
  const t = useTranslations("replay");
  const accuracy = useTranslations("history.accuracy");
  const languageName = useTranslations("chat.language.names");
  const format = useFormatter();
  const percent = (rate: number) => format.number(rate, { style: "percent", maximumFractionDigits: 1 });
  const sideText = ({ rate, models }: SideRecognition) =>
    t("compare.recognised", {
      rate: percent(rate),
      models: format.list(models.map((model) => model ?? accuracy("unknown"))),
    });
  const textOf = ({ language, cases: count, before, run }: RecognitionComparison) =>
    [
      t("compare.ofLanguage", {
        ...{ language: languageName(language), measure: t(`compare.errorRate.${language}`) },
        ...{ before: sideText(before), run: sideText(run) },
      }),
      t("cases", { count }),
    ].join(" · ");
  return recognitionByLanguage(cases).map((each) => (
    <p key={each.language} className="wrap-anywhere text-muted-foreground text-sm">
      {textOf(each)}
    </p>
  ));
}
