"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { errorCodeOf } from "@/lib/errors";
import { type Lexicon, lexiconKeyOf } from "@/lib/lexicon";
import type { LexiconVersions, LexiconVersionView } from "@/lib/lexicon-versions";
import { fetchGood } from "../../fetch-conversation";
import { LoadFailed } from "../../load-failed";
import { useDates } from "../../use-dates";
import { EntryLine } from "./entry-line";
import { WholeVersion } from "./whole-version";

/** Opens the list of who changed what and when. */
export function VersionsDialog({ lexicon }: { lexicon: Lexicon }) {
  const t = useTranslations("settings.lexicon.versions");
  const common = useTranslations("common");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={() => setIsOpen(true)}>
        <History aria-hidden />
        {t("open", { version: lexicon.version })}
      </Button>
      <Dialog open={isOpen} onOpenChange={setIsOpen}>
        <DialogContent closeLabel={common("close")} className="max-w-2xl">
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("what")}</DialogDescription>
          <Versions lexicon={lexicon} />
        </DialogContent>
      </Dialog>
    </>
  );
}

function Versions({ lexicon }: { lexicon: Lexicon }) {
  const t = useTranslations("settings.lexicon.versions");
  const pages = useInfiniteQuery({
    // With the newest version's number, so that a change by somebody else is fetched too.
    queryKey: ["lexicon", "versions", lexicon.version],
    queryFn: async ({ pageParam }) => {
      const path = `/api/lexicon/versions${pageParam ? `?before=${pageParam}` : ""}`;
      return (await (await fetchGood(path)).json()) as LexiconVersions;
    },
    initialPageParam: 0,
    getNextPageParam: ({ versions, has_more }) => (has_more ? versions.at(-1)?.version : undefined),
  });
  if (pages.isPending) return <Spinner />;
  if (pages.isError && !pages.data)
    return <LoadFailed title={t("loadFailed")} code={errorCodeOf(pages.error)} retry={() => void pages.refetch()} />;
  const versions = pages.data.pages.flatMap((page) => page.versions);
  if (versions.length === 0) return <p className="text-sm">{t("empty")}</p>;
  return (
    <>
      <ul className="divide-y">
        {versions.map((each) => (
          <Version key={each.version} version={each} lexicon={lexicon} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button variant="secondary" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {pages.isFetchingNextPage && <Spinner />}
          {t("more")}
        </Button>
      )}
    </>
  );
}

function Version({
  version: { version, by, at, added_count, removed_count, added, removed },
  lexicon,
}: {
  version: LexiconVersionView;
  lexicon: Lexicon;
}) {
  const t = useTranslations("settings.lexicon.versions");
  const { moment } = useDates();
  const groups = [
    ["added", added, added_count],
    ["removed", removed, removed_count],
  ] as const;
  return (
    <li>
      <details className="py-2">
        <summary className="cursor-pointer rounded-md text-sm tabular-nums">
          <span className="font-medium">{t("version", { version })}</span>{" "}
          <span className="text-muted-foreground">{t("byAt", { by, at: moment(at) })}</span>{" "}
          <span>{t("counts", { added: added_count, removed: removed_count })}</span>
        </summary>
        {groups.map(
          ([name, entries, count]) =>
            count > 0 && (
              <section key={name} className="mt-2 pl-4 text-sm">
                <h3 className="font-medium">{t(name)}</h3>
                <ul>
                  {entries.map((entry) => (
                    <EntryLine key={lexiconKeyOf(entry)} entry={entry} />
                  ))}
                </ul>
                {count > entries.length && (
                  <p className="text-muted-foreground">{t("others", { count: count - entries.length })}</p>
                )}
              </section>
            ),
        )}
        <WholeVersion version={version} lexicon={lexicon} />
      </details>
    </li>
  );
}
