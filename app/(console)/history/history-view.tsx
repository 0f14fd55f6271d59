"use client";
import { Download, FileQuestion, ListPlus, MousePointerClick, Percent } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCallback, useMemo, useState } from "react";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { ConversationView } from "@/lib/conversations";
import { searchTerms } from "@/lib/search-query";
import { LoadFailed } from "../load-failed";
import { useInBrowser } from "../use-in-browser";
import { useReaderTimeZone } from "../use-reader-time-zone";
import { useSettled } from "../use-settled";
import { AddToSetDialog } from "./add-to-set-dialog";
import { ConversationDetail } from "./conversation-detail";
import { ConversationList } from "./conversation-list";
import { DetailLoading } from "./detail-loading";
import { EmptyHistory } from "./empty-history";
import { exportHref } from "./export-href";
import type { FilterOptions } from "./filter-options";
import { HistoryFilterBar } from "./history-filter-bar";
import { filterQuery } from "./history-filters";
import type { Reader } from "./reader";
import { type Deleted, UndoDelete } from "./undo-delete";
import { UnindexedNotice } from "./unindexed-notice";
import { useChosenConversation } from "./use-chosen-conversation";
import { useConversations } from "./use-conversations";
import { useHistoryUrl } from "./use-history-url";

interface HistoryViewProps {
  /** The conversation that the URL named when the page was opened. */
  linked: ConversationView | null;
  reader: Reader;
  options: FilterOptions;
}

/** Typing counts as done after this many ms without a key; each search asks the server. */
const typingPauseMs = 200;

/** List and detail: side by side on wide screens, one after the other on phones. */
export function HistoryView({ linked, reader, options }: HistoryViewProps) {
  const t = useTranslations("history");
  const url = useHistoryUrl();
  const timeZone = useReaderTimeZone();
  const inBrowser = useInBrowser();
  const [deleted, setDeleted] = useState<Deleted | null>(null);
  const [isAddingToSet, setIsAddingToSet] = useState(false);
  const forgetDeleted = useCallback(() => setDeleted(null), []);
  const { sessionId, turnId, query, hrefOf, choose } = url;
  // A query of spaces counts as none, and added spaces do not make a new one.
  const asked = useSettled(String(filterQuery(searchTerms(query).join(" "), url.filters)), typingPauseMs);
  const terms = useMemo(() => searchTerms(new URLSearchParams(asked).get("q") ?? ""), [asked]);
  const list = useConversations(asked);
  const { conversation: chosen, ...detail } = useChosenConversation(sessionId, linked);
  const isMissing = detail.errorCode === "not_found" || detail.errorCode === "invalid_input";

  const undo = deleted && (
    <UndoDelete
      {...deleted}
      close={forgetDeleted}
      onRestored={() => {
        forgetDeleted();
        choose({ sessionId: deleted.sessionId, turnId: null });
      }}
    />
  );

  const isAll = query === "" && asked === "" && Object.keys(url.filters).length === 0 && !list.isStale;
  if (isAll && !list.isPending && !list.errorCode && list.conversations.length === 0 && !sessionId) {
    return (
      <div className="relative h-full">
        {undo}
        <EmptyHistory />
      </div>
    );
  }

  return (
    <div className="relative flex h-full">
      {undo}
      {isAddingToSet && <AddToSetDialog turns={{ search: asked }} close={() => setIsAddingToSet(false)} />}
      {/* Apart from the list, which phones hide while a conversation is open. */}
      <h1 className="sr-only">{t("title")}</h1>
      <section
        aria-label={t("title")}
        className={cn("flex w-full flex-col md:w-96 md:shrink-0 md:border-r", sessionId && "hidden md:flex")}
      >
        <header className="shrink-0 space-y-3 px-3 pt-4 pb-2 md:pt-6">
          <div className="flex items-center justify-between gap-2">
            <p aria-hidden className="px-3 font-semibold text-lg tracking-tight">
              {t("title")}
            </p>
            <span className="flex">
              {reader.reviews && (
                <Button asChild variant="ghost" size="icon" className="pointer-coarse:size-11">
                  <Link href="/history/accuracy" aria-label={t("accuracy.title")} title={t("accuracy.title")}>
                    <Percent aria-hidden />
                  </Link>
                </Button>
              )}
              {reader.replays && (
                <Button
                  variant="ghost"
                  size="icon"
                  className="pointer-coarse:size-11"
                  aria-label={t("menu.addList")}
                  title={t("menu.addList")}
                  onClick={() => setIsAddingToSet(true)}
                >
                  <ListPlus aria-hidden />
                </Button>
              )}
              <Button asChild variant="ghost" size="icon" className="pointer-coarse:size-11">
                <a
                  href={inBrowser ? exportHref("/api/history/export", timeZone, asked) : undefined}
                  download
                  aria-label={t("menu.exportList")}
                  title={t("menu.exportList")}
                >
                  <Download aria-hidden />
                </a>
              </Button>
            </span>
          </div>
          <HistoryFilterBar {...url} options={options} />
        </header>
        <div
          aria-busy={list.isStale}
          className={cn("min-h-0 flex-1 overflow-y-auto px-3 pb-4", list.isStale && "opacity-60")}
        >
          {(terms.length > 0 || url.filters.stage) && <UnindexedNotice />}
          <ConversationList
            {...list}
            isNarrowed={asked !== ""}
            widen={url.widen}
            terms={terms}
            chosenId={sessionId}
            hrefOf={hrefOf}
            onChoose={choose}
            voiceNames={options.voiceNames}
            showPerson={options.hasPeople}
          />
        </div>
      </section>
      <section
        aria-label={t("detailLabel")}
        className={cn("min-w-0 flex-1 overflow-y-auto", !sessionId && "hidden md:block")}
      >
        {chosen && (
          <ConversationDetail
            key={chosen.id}
            conversation={chosen}
            turnId={turnId}
            hrefOf={hrefOf}
            terms={terms}
            options={options}
            reader={reader}
            backHref={hrefOf(null)}
            onBack={() => choose(null)}
            onDeleted={(undoUntil) => {
              setDeleted({ sessionId: chosen.id, undoUntil });
              choose(null);
            }}
          />
        )}
        {detail.isPending && <DetailLoading />}
        {!chosen && detail.errorCode && !isMissing && (
          <LoadFailed title={t("loadFailed")} code={detail.errorCode} retry={detail.retry} />
        )}
        {!chosen && isMissing && (
          <MessagePage icon={FileQuestion} title={t("notFoundTitle")} body={t("notFoundBody")}>
            <Button variant="outline" onClick={() => choose(null)}>
              {t("back")}
            </Button>
          </MessagePage>
        )}
        {!sessionId && list.conversations.length > 0 && (
          <MessagePage icon={MousePointerClick} title={t("chooseTitle")} body={t("chooseBody")} />
        )}
      </section>
    </div>
  );
}
