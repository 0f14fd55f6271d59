"use client";
import { SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import type { ConversationSummary } from "@/lib/conversations";
import type { ErrorCode } from "@/lib/errors";
import { LoadFailed } from "../load-failed";
import { ConversationRow } from "./conversation-row";
import { groupByDay } from "./summary";
import type { Chosen } from "./use-history-url";
import { useLocalTime } from "./use-local-time";

interface ConversationListProps {
  conversations: ConversationSummary[];
  isPending: boolean;
  errorCode: ErrorCode | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
  /** Words or filters leave conversations out. */
  isNarrowed: boolean;
  /** Takes all of them away. */
  widen: () => void;
  terms: string[];
  chosenId: string | null;
  hrefOf: (chosen: Chosen) => string;
  onChoose: (chosen: Chosen) => void;
  voiceNames: Record<string, string>;
  showPerson: boolean;
}

/** Conversations by day, newest first, in all five states. */
export function ConversationList(props: ConversationListProps) {
  const { conversations, terms, chosenId, hrefOf, onChoose, voiceNames, showPerson } = props;
  const t = useTranslations("history");
  const { timeZone, dayName } = useLocalTime();
  if (props.isPending) return <ListSkeleton />;
  if (conversations.length === 0) return <NothingToShow {...props} />;
  return (
    <nav aria-label={t("listLabel")} onKeyDown={moveBetweenRows}>
      {groupByDay(conversations, timeZone).map(({ day, conversations: ofDay }) => (
        <section key={day} aria-label={dayName(day)} className="mb-4">
          <h2 className="sticky top-0 z-10 bg-background px-3 py-1.5 font-medium text-muted-foreground text-xs">
            {dayName(day)}
          </h2>
          <ul>
            {ofDay.map((conversation) => {
              const choice = { sessionId: conversation.id, turnId: conversation.found_turn_id ?? null };
              return (
                <li key={conversation.id}>
                  <ConversationRow
                    conversation={conversation}
                    href={hrefOf(choice)}
                    chosen={conversation.id === chosenId}
                    terms={terms}
                    voiceNames={voiceNames}
                    showPerson={showPerson}
                    onChoose={() => onChoose(choice)}
                  />
                </li>
              );
            })}
          </ul>
        </section>
      ))}
      <ListEnd {...props} />
    </nav>
  );
}

function NothingToShow({ errorCode, retry, terms, widen }: ConversationListProps) {
  const t = useTranslations("history");
  if (errorCode) return <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} />;
  const title = terms.length > 0 ? t("noMatchTitle", { query: terms.join(" ") }) : t("noneLeftTitle");
  return (
    <MessagePage icon={SearchX} title={title} body={t("noMatchBody")}>
      <Button variant="outline" onClick={widen}>
        {t("filters.clear")}
      </Button>
    </MessagePage>
  );
}

/** Loads the next page when it comes into view, or on a click. */
function ListEnd({ errorCode, retry, hasMore, isLoadingMore, loadMore }: ConversationListProps) {
  const t = useTranslations("history");
  const ref = useRef<HTMLDivElement>(null);
  const latestLoadMore = useRef(loadMore);
  latestLoadMore.current = loadMore;
  const waiting = hasMore && !isLoadingMore && !errorCode;
  useEffect(() => {
    const element = ref.current;
    if (!element || !waiting) return;
    const observer = new IntersectionObserver(
      (entries) => {
        // A busy page gets several entries at once, and the first may be older than a scroll.
        if (entries.some((entry) => entry.isIntersecting)) latestLoadMore.current();
      },
      { rootMargin: "400px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [waiting]);

  if (errorCode) return <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} />;
  return (
    <div ref={ref} className="flex min-h-12 items-center justify-center text-muted-foreground text-xs">
      {hasMore ? (
        <Button variant="ghost" size="sm" onClick={loadMore} aria-disabled={isLoadingMore}>
          {isLoadingMore && <Spinner />}
          {isLoadingMore ? t("loadingMore") : t("loadMore")}
        </Button>
      ) : (
        t("end")
      )}
    </div>
  );
}

function ListSkeleton() {
  const t = useTranslations("common");
  return (
    <div role="status" className="space-y-5 px-3 py-3">
      <span className="sr-only">{t("loading")}</span>
      {["75%", "60%", "85%", "50%", "70%", "65%"].map((width) => (
        <div key={width} className="space-y-2">
          <Skeleton className="h-4" style={{ width }} />
          <Skeleton className="h-3 w-2/5" />
        </div>
      ))}
    </div>
  );
}

/** Arrow keys go from row to row; Enter opens one, as any link. */
function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("a[href]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const target = rows[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (!target) return;
  event.preventDefault();
  target.focus();
}
