"use client";
import { ArrowLeft, ExternalLink } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Switch } from "@/components/ui/switch";
import type { BlindChoice } from "@/lib/replay/blind-choice";
import type { Verdict } from "@/lib/replay/verdict";
import type { CaseComparison, ReplayRunView } from "@/lib/replay/views";
import { chooseBlindAction } from "../actions";
import { ChoiceField } from "../choice-field";
import { turnHref } from "../history-link";
import { useAction } from "../use-action";
import { BlindChoices } from "./blind-choices";
import { BlindComparison } from "./blind-comparison";
import { CaseDifferences } from "./case-differences";
import { OpenComparison } from "./open-comparison";
import { VerdictForm } from "./verdict-form";

interface CaseComparisonViewProps {
  comparison: CaseComparison;
  run: ReplayRunView;
  againstRunId: number | null;
  close: () => void;
}

const verdictOf = { base: "regressed", run: "improved", alike: "same" } as const satisfies Record<BlindChoice, Verdict>;

/** One case: both sides in the middle, what differs and the verdict at the right. */
export function CaseComparisonView({ comparison, run, againstRunId, close }: CaseComparisonViewProps) {
  const t = useTranslations("replay");
  const [repeat, setRepeat] = useState(0);
  const [isBlind, setIsBlind] = useState(false);
  const [suggested, setSuggested] = useState<Verdict | null>(null);
  const chooseBlind = useAction(chooseBlindAction);
  const { base, results } = comparison;
  const result = results.find((each) => each.repeat === repeat) ?? results[0] ?? null;
  const canBeBlind = Boolean(base?.ai_audio_url && result?.ai_audio_url);
  const hides = isBlind && canBeBlind && suggested === null;
  return (
    <div className="xl:flex">
      <section aria-label={t("compare.sidesLabel")} className="min-w-0 flex-1 px-4 pt-4 pb-8 md:px-6">
        <div className="flex flex-wrap items-center gap-2 pb-3">
          <Button
            variant="ghost"
            size="icon"
            className="-ml-2 md:hidden"
            aria-label={t("compare.casesLabel")}
            onClick={close}
          >
            <ArrowLeft aria-hidden />
          </Button>
          {!comparison.case.is_deleted && (
            <Link
              href={turnHref(comparison.case)}
              prefetch={false}
              className="inline-flex items-center gap-1.5 rounded-md text-muted-foreground text-sm underline-offset-4 hover:text-foreground hover:underline"
            >
              <ExternalLink aria-hidden className="size-4" />
              {t("compare.inHistory")}
            </Link>
          )}
          {canBeBlind && (
            <label htmlFor="blind" className="ml-auto inline-flex items-center gap-2 text-sm">
              {t("compare.blind")}
              <Switch
                id="blind"
                checked={isBlind}
                onCheckedChange={(on) => {
                  setIsBlind(on);
                  setSuggested(null);
                }}
              />
            </label>
          )}
        </div>
        {results.length > 1 && !hides && (
          <div className="mb-4 max-w-48">
            <ChoiceField
              label={t("compare.repeats")}
              value={String(result?.repeat ?? 0)}
              options={results.map((each): [string, string] => [
                String(each.repeat),
                t("compare.repeat", { number: each.repeat + 1 }),
              ])}
              choose={(value) => setRepeat(Number(value))}
            />
          </div>
        )}
        {isBlind && canBeBlind && (
          <p lang={comparison.case.language ?? undefined} className="mb-4 max-w-prose whitespace-pre-wrap break-words">
            {comparison.case.user_text}
          </p>
        )}
        {isBlind && base?.ai_audio_url && result?.ai_audio_url ? (
          <BlindComparison
            key={result.repeat}
            base={base.ai_audio_url}
            run={result.ai_audio_url}
            store={(choice, onStored) =>
              chooseBlind.mutate(
                { runId: run.id, againstRunId, caseId: comparison.case.id, repeat: result.repeat, choice },
                {
                  onSuccess() {
                    onStored();
                    setSuggested(verdictOf[choice]);
                  },
                },
              )
            }
            isStoring={chooseBlind.isPending}
            error={chooseBlind.error}
            again={() => setSuggested(null)}
          />
        ) : (
          <OpenComparison replayCase={comparison.case} base={base} result={result} run={run} />
        )}
      </section>
      {!hides && (
        <section
          aria-label={t("compare.differencesLabel")}
          className="space-y-6 border-t px-4 py-4 md:px-6 xl:w-96 xl:shrink-0 xl:border-t-0 xl:border-l"
        >
          <VerdictForm
            key={suggested}
            comparison={comparison}
            run={run}
            againstRunId={againstRunId}
            suggested={suggested}
          />
          <BlindChoices choices={comparison.blind} />
          <CaseDifferences comparison={comparison} result={result} run={run} />
        </section>
      )}
    </div>
  );
}
