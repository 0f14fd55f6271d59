"use client";
import { FolderPlus, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import type { ReplaySetSummary } from "@/lib/replay/views";
import { LoadFailed } from "../load-failed";
import { useDates } from "../use-dates";
import { ListLoading } from "./list-loading";
import { NewSetDialog } from "./new-set-dialog";
import { RunStateBadge } from "./run-state-badge";
import { useSets } from "./use-replay";

/** All sets, newest first. */
export function SetList() {
  const t = useTranslations("replay");
  const sets = useSets();
  const [isAdding, setIsAdding] = useState(false);
  const add = (
    <Button onClick={() => setIsAdding(true)} className="pointer-coarse:h-11">
      <Plus aria-hidden />
      {t("newSet")}
    </Button>
  );
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-4xl flex-col px-4 pb-16 md:px-8">
        <header className="flex items-center gap-2 pt-4 pb-4 md:pt-6">
          <h1 className="flex-1 font-semibold text-lg tracking-tight">{t("title")}</h1>
          {sets.data && sets.data.length > 0 && add}
        </header>
        {sets.isPending && <ListLoading />}
        {!sets.data && sets.errorCode && (
          <LoadFailed title={t("loadFailed")} code={sets.errorCode} retry={sets.retry} />
        )}
        {sets.data?.length === 0 && (
          <MessagePage icon={FolderPlus} title={t("emptyTitle")} body={t("emptyBody")}>
            {add}
            <Link href="/history" className="rounded-md text-primary text-sm underline-offset-4 hover:underline">
              {t("toHistory")}
            </Link>
          </MessagePage>
        )}
        {sets.data && sets.data.length > 0 && (
          <ul aria-label={t("setsLabel")} className="divide-y">
            {sets.data.map((set) => (
              <SetRow key={set.id} set={set} />
            ))}
          </ul>
        )}
      </div>
      {isAdding && <NewSetDialog close={() => setIsAdding(false)} />}
    </div>
  );
}

function SetRow({ set }: { set: ReplaySetSummary }) {
  const t = useTranslations("replay");
  const { date } = useDates();
  return (
    <li className="[contain-intrinsic-size:auto_4.5rem] [content-visibility:auto]">
      <Link
        href={`/replay/${set.id}`}
        prefetch={false}
        className="-mx-3 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md px-3 py-3 hover:bg-hover"
      >
        <span className="min-w-0 flex-1 basis-56">
          <span className="block break-words font-medium">{set.name}</span>
          <span className="block text-muted-foreground text-sm">
            {[
              t("cases", { count: set.case_count }),
              t("version", { version: set.version }),
              set.by,
              date(set.created_at),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </span>
        <span className="flex items-center gap-2 text-muted-foreground text-sm">
          {set.last_run ? (
            <>
              {t("lastRun", { name: set.last_run.name })}
              <RunStateBadge state={set.last_run.state} />
            </>
          ) : (
            t("noRuns")
          )}
        </span>
      </Link>
    </li>
  );
}
