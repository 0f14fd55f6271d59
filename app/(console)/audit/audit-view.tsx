"use client";
import { Download, ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Skeleton } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import type { AuditPerson } from "@/lib/audit/view";
import { LoadFailed } from "../load-failed";
import { useInBrowser } from "../use-in-browser";
import { ActRow } from "./act-row";
import { AuditFilterBar } from "./audit-filter-bar";
import { auditQuery } from "./audit-filters";
import { useActs } from "./use-acts";
import { useAuditUrl } from "./use-audit-url";

/** Who did what, allowed and refused: filters, the list, and what is filtered as a file. */
export function AuditView({ people }: { people: readonly AuditPerson[] }) {
  const t = useTranslations("audit");
  const url = useAuditUrl();
  const inBrowser = useInBrowser();
  const search = auditQuery(url.filters).toString();
  const list = useActs(search);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-5xl px-4 pt-4 pb-16 md:px-8 md:pt-6">
        <header className="mb-4 flex flex-wrap items-start gap-x-6 gap-y-3">
          <div className="min-w-0 flex-1 basis-72">
            <h1 className="font-semibold text-lg tracking-tight">{t("title")}</h1>
            <p className="mt-1 max-w-prose text-muted-foreground text-sm">{t("intro")}</p>
          </div>
          <div className="flex flex-wrap gap-2">
            {(["csv", "json"] as const).map((format) => (
              <Button key={format} asChild variant="outline" size="sm" className="pointer-coarse:h-11">
                <a href={inBrowser ? exportHref(search, format) : undefined}>
                  <Download aria-hidden />
                  {t(`export.${format}`)}
                </a>
              </Button>
            ))}
          </div>
        </header>
        <AuditFilterBar {...url} people={people} />
        <Acts {...list} isNarrowed={search !== ""} widen={url.widen} />
      </div>
    </div>
  );
}

const exportHref = (search: string, format: string) =>
  `/api/audit/export?${new URLSearchParams([...new URLSearchParams(search), ["format", format]])}`;

type ActsProps = ReturnType<typeof useActs> & { isNarrowed: boolean; widen: () => void };

function Acts({ acts, isPending, isStale, errorCode, isNarrowed, widen, ...more }: ActsProps) {
  const t = useTranslations("audit");
  const common = useTranslations("common");
  if (isPending) return <Loading />;
  if (errorCode && acts.length === 0) return <LoadFailed title={t("loadFailed")} code={errorCode} retry={more.retry} />;
  if (acts.length === 0) {
    return (
      <MessagePage
        icon={ScrollText}
        title={t(isNarrowed ? "nothingFound" : "empty")}
        body={t(isNarrowed ? "nothingFoundBody" : "emptyBody")}
      >
        {isNarrowed && <Button onClick={widen}>{t("filters.clear")}</Button>}
      </MessagePage>
    );
  }
  return (
    <>
      <ul aria-label={t("title")} className={cn("-mx-2 mt-4 divide-y", isStale && "opacity-60")}>
        {acts.map((act) => (
          <li key={act.id}>
            <ActRow act={act} />
          </li>
        ))}
      </ul>
      <div className="flex min-h-12 items-center justify-center pt-2 text-muted-foreground text-xs">
        {errorCode && (
          <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={more.retry}>
            {common("retry")}
          </Button>
        )}
        {!errorCode && more.hasMore && (
          <Button
            variant="outline"
            size="sm"
            className="pointer-coarse:h-11"
            aria-disabled={more.isLoadingMore}
            onClick={more.loadMore}
          >
            {more.isLoadingMore && <Spinner />}
            {t("more")}
          </Button>
        )}
        {!errorCode && !more.hasMore && !isStale && t("end")}
      </div>
    </>
  );
}

function Loading() {
  const t = useTranslations("common");
  return (
    <div role="status" aria-label={t("loading")} className="mt-6 grid gap-3">
      {["a", "b", "c", "d", "e", "f", "g"].map((row) => (
        <Skeleton key={row} className="h-8" />
      ))}
    </div>
  );
}
