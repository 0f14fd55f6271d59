import { useTranslations } from "next-intl";
import { type DashboardView, dashboardHref } from "@/lib/dashboard/view";
import { metricSplits } from "@/lib/metrics/kept-numbers";
import { ChoiceLinks } from "./choice-links";

/** What the stages are split by. */
export function SplitChoice({ view }: { view: DashboardView }) {
  const t = useTranslations("dashboard");
  const choices = [null, ...metricSplits].map((split) => ({
    href: dashboardHref({ ...view, split }),
    text: t(`splits.${split ?? "none"}`),
    isChosen: split === view.split,
  }));
  return <ChoiceLinks label={t("splitBy")} choices={choices} />;
}
