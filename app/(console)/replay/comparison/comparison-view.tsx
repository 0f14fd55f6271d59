"use client";
import { ArrowLeft, FileQuestion, Hourglass, MousePointerClick } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { RunComparison } from "@/lib/replay/views";
import { LoadFailed } from "../../load-failed";
import { matchingCases, verdictCounts } from "../comparison-filter";
import { ListLoading } from "../list-loading";
import { RunFailure } from "../run-failure";
import { RunProgress } from "../run-progress";
import { RunStateBadge } from "../run-state-badge";
import { useChangeTexts } from "../use-change-texts";
import { useComparison, useSet } from "../use-replay";
import { CaseComparisonView } from "./case-comparison-view";
import { CaseList } from "./case-list";
import { ComparisonBar } from "./comparison-bar";
import { RunFacts } from "./run-facts";
import { useComparisonUrl } from "./use-comparison-url";

/** A run beside what it is compared with: the cases at the left, both sides in the middle, what differs at the right. */
export function ComparisonView({ setId, runId }: { setId: number; runId: number }) {
  const t = useTranslations("replay");
  const { against } = useComparisonUrl();
  const { data, isPending, errorCode, retry } = useComparison(runId, against);
  const isMissing = errorCode === "not_found" || (data && data.set.id !== setId);
  if (isPending) {
    return (
      <div className="mx-auto max-w-4xl px-4 pt-6">
        <ListLoading />
      </div>
    );
  }
  if (isMissing) return <NotFound setId={setId} runId={runId} />;
  if (!data) return <LoadFailed title={t("loadFailed")} code={errorCode ?? "internal"} retry={retry} />;
  return <Loaded comparison={data} />;
}

/** The run itself is gone, or only the one that it is compared with. */
function NotFound({ setId, runId }: { setId: number; runId: number }) {
  const t = useTranslations("replay");
  const set = useSet(setId);
  const url = useComparisonUrl();
  if (set.isPending) return null;
  if (url.against !== null && set.data?.runs.some(({ id }) => id === runId)) {
    return (
      <MessagePage heading="h1" icon={FileQuestion} title={t("compare.otherGoneTitle")} body={t("run.notFoundBody")}>
        <Button variant="outline" onClick={() => url.change({ against: 0 })}>
          {t("run.unpin")}
        </Button>
      </MessagePage>
    );
  }
  return (
    <MessagePage heading="h1" icon={FileQuestion} title={t("run.notFoundTitle")} body={t("run.notFoundBody")}>
      <Button asChild variant="outline">
        <Link href={`/replay/${setId}`}>{t("compare.back")}</Link>
      </Button>
    </MessagePage>
  );
}

function Loaded({ comparison }: { comparison: RunComparison }) {
  const t = useTranslations("replay");
  const url = useComparisonUrl();
  const { run, set, cases } = comparison;
  const changes = useChangeTexts(run.changes);
  const shown = matchingCases(cases, url.filter, run);
  const opened = cases.find((each) => each.case.id === url.caseId) ?? null;
  return (
    <div className="flex h-full">
      {/* Apart from the list, which phones hide while a case is open. */}
      <h1 className="sr-only">{run.name}</h1>
      <section
        aria-label={t("compare.casesLabel")}
        className={cn(
          "flex w-full flex-col overflow-y-auto md:w-80 md:shrink-0 md:border-r",
          opened && "hidden md:flex",
        )}
      >
        <header className="shrink-0 space-y-2 px-4 pt-4 pb-3">
          <Link
            href={`/replay/${set.id}`}
            className="inline-flex items-center gap-1.5 rounded-md text-muted-foreground text-sm hover:text-foreground"
          >
            <ArrowLeft aria-hidden className="size-4 shrink-0" />
            <span className="sr-only">{t("compare.back")}: </span>
            <span className="wrap-anywhere line-clamp-2">{set.name}</span>
          </Link>
          <div className="flex flex-wrap items-center gap-2">
            <p aria-hidden className="wrap-anywhere min-w-0 font-semibold text-lg tracking-tight">
              {run.name}
            </p>
            <RunStateBadge state={run.state} />
          </div>
          <p className="break-words text-muted-foreground text-sm">
            {changes.length > 0 ? changes.join(" · ") : t("run.unchanged")}
          </p>
          <RunFailure run={run} />
          <RunProgress run={run} />
          <ComparisonBar comparison={comparison} counts={verdictCounts(cases, run)} {...url} />
        </header>
        <div className="flex-1 px-2 pb-4 md:min-h-0 md:overflow-y-auto">
          {cases.length === 0 ? (
            <MessagePage icon={Hourglass} title={t("compare.emptyTitle")} body={t("compare.emptyBody")} />
          ) : (
            <CaseList cases={shown} run={run} chosenId={url.caseId} hrefOf={url.hrefOf} open={url.open} />
          )}
          {run.frozen && <RunFacts frozen={run.frozen} />}
        </div>
      </section>
      <div className={cn("min-w-0 flex-1 overflow-y-auto", !opened && "hidden md:block")}>
        {opened ? (
          <CaseComparisonView
            key={`${opened.case.id} ${comparison.against?.id ?? 0}`}
            comparison={opened}
            run={run}
            againstRunId={comparison.against?.id ?? null}
            close={() => url.open(null)}
          />
        ) : (
          <MessagePage icon={MousePointerClick} title={t("compare.chooseTitle")} body={t("compare.chooseBody")} />
        )}
      </div>
    </div>
  );
}
