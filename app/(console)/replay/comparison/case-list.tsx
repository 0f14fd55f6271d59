"use client";
import { SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useMemo, useRef } from "react";
import { MessagePage } from "@/components/shell/message-page";
import { cn } from "@/components/ui/cn";
import { useIdleGrowth } from "@/components/ui/use-idle-growth";
import { type CaseComparison, finalVerdict, type ReplayRunView } from "@/lib/replay/views";
import { isPending } from "../comparison-filter";
import { PendingText } from "./pending-text";
import { VerdictBadge } from "./verdict-badge";

interface CaseListProps {
  cases: CaseComparison[];
  run: ReplayRunView;
  chosenId: number | null;
  hrefOf: (caseId: number) => string;
  open: (caseId: number) => void;
}

/** How many rows are there at once; the others follow in idle time. */
const firstRows = { first: 40, step: 40 } as const;

/** The cases with their verdicts; the arrow keys go through them. */
export function CaseList({ cases, run, chosenId, hrefOf, open }: CaseListProps) {
  const t = useTranslations("replay");
  const list = useRef<HTMLUListElement>(null);
  const ids = useMemo(() => cases.map((each) => String(each.case.id)), [cases]);
  const [, shownTo] = useIdleGrowth(ids, { ...firstRows, from: "start" });
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const links = [...(list.current?.querySelectorAll("a") ?? [])];
    const next = links[links.indexOf(document.activeElement as HTMLAnchorElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  if (cases.length === 0) {
    return <MessagePage icon={SearchX} title={t("compare.noneTitle")} body={t("compare.noneBody")} />;
  }
  return (
    <ul ref={list} onKeyDown={move}>
      {cases.slice(0, shownTo).map((each) => (
        <li key={each.case.id} className="[contain-intrinsic-size:auto_4rem] [content-visibility:auto]">
          <a
            href={hrefOf(each.case.id)}
            aria-current={each.case.id === chosenId ? "true" : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              open(each.case.id);
            }}
            className={cn(
              "grid gap-1 rounded-md px-2 py-2.5 hover:bg-hover",
              each.case.id === chosenId && "bg-primary-soft hover:bg-primary-soft",
            )}
          >
            <span lang={each.case.language ?? undefined} className="line-clamp-2 break-words text-sm">
              {each.case.is_deleted ? t("case.deleted") : each.case.user_text || t("case.noWords")}
            </span>
            <span className="flex flex-wrap items-center gap-2 text-muted-foreground text-xs">
              {isPending(each, run) ? (
                <PendingText run={run} done={each.results.length} />
              ) : (
                <>
                  <VerdictBadge verdict={finalVerdict(each)} />
                  {each.human
                    ? each.human.by
                    : each.reasons.map((reason) => t(`verdict.reasons.${reason}`)).join(" · ")}
                </>
              )}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
