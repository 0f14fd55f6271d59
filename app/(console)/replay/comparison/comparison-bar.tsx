"use client";
import { useTranslations } from "next-intl";
import { Segmented } from "@/components/ui/segmented";
import { type Verdict, verdicts } from "@/lib/replay/verdict";
import type { RunComparison } from "@/lib/replay/views";
import { ChoiceField } from "../choice-field";
import { blindCounts, type ComparisonFilter, comparisonFilters } from "../comparison-filter";
import { useSet } from "../use-replay";
import { RecognitionLines } from "./recognition-lines";
import { VerdictBadge } from "./verdict-badge";

interface ComparisonBarProps {
  comparison: RunComparison;
  counts: Record<Verdict, number>;
  filter: ComparisonFilter;
  change: (changes: { against?: number; show?: string }) => void;
}

/** With what the run is compared, how it went, and which cases are shown. */
export function ComparisonBar({ comparison, counts, filter, change }: ComparisonBarProps) {
  const t = useTranslations("replay");
  const { set, run, against } = comparison;
  const others = useSet(set.id).data?.runs.filter(({ id, state }) => id !== run.id && state === "done") ?? [];
  const blind = blindCounts(comparison.cases);
  const known = against && !others.some(({ id }) => id === against.id) ? [against, ...others] : others;
  return (
    <div className="grid gap-3">
      <p className="flex flex-wrap gap-1.5">
        {verdicts
          .filter((verdict) => counts[verdict] > 0)
          .map((verdict) => (
            <span key={verdict} className="inline-flex items-center gap-1 text-sm">
              <VerdictBadge verdict={verdict} />
              {counts[verdict]}
            </span>
          ))}
      </p>
      <RecognitionLines cases={comparison.cases} />
      {blind.all > 0 && <p className="text-muted-foreground text-sm">{t("compare.blindCounts", blind)}</p>}
      <ChoiceField
        label={t("compare.against")}
        value={String(against?.id ?? 0)}
        options={[
          ["0", t("compare.recorded")],
          ...known.map(({ id, name, is_baseline }): [string, string] => [
            String(id),
            is_baseline ? t("run.asBaseline", { name }) : name,
          ]),
        ]}
        choose={(id) => change({ against: Number(id) })}
      />
      <Segmented
        label={t("compare.filter")}
        value={filter}
        options={comparisonFilters.map((each): [ComparisonFilter, string] => [each, t(`compare.filters.${each}`)])}
        choose={(show) => change({ show })}
      />
    </div>
  );
}
