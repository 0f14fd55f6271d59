"use client";
import { ExternalLink, FilePlus2, Pencil, Plus, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { MessagePage } from "@/components/shell/message-page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { deletionUndoS } from "@/lib/conversations";
import type { ReplayCaseView, ReplaySetView } from "@/lib/replay/views";
import { Refused } from "../refused";
import { UndoNotice } from "../undo-notice";
import { removeCasesAction, restoreCasesAction } from "./actions";
import { CaseDialog } from "./case-dialog";
import { turnHref } from "./history-link";
import { useAction } from "./use-action";
import { useExpectationTexts } from "./use-expectation-texts";

/** The cases of a set and what each expects. */
export function CaseTable({ set, add }: { set: ReplaySetView; add: () => void }) {
  const t = useTranslations("replay");
  const [editing, setEditing] = useState<ReplayCaseView | null>(null);
  const remove = useAction(removeCasesAction);
  const restore = useAction(restoreCasesAction);
  const [removed, setRemoved] = useState<{ setId: number; caseIds: number[] } | null>(null);
  useEffect(() => {
    if (!removed) return;
    const timer = setTimeout(() => setRemoved(null), deletionUndoS * 1_000);
    return () => clearTimeout(timer);
  }, [removed]);
  const removeOne = (caseId: number) => {
    const which = { setId: set.id, caseIds: [caseId] };
    remove.mutate(which, { onSuccess: () => setRemoved(which) });
  };
  const undo = removed && {
    text: t("case.removed"),
    undo() {
      setRemoved(null);
      restore.mutate(removed);
    },
  };
  return (
    <section aria-labelledby="cases-title" className="mt-6">
      <h2 id="cases-title" className="font-semibold text-base">
        {t("set.casesTitle")}
      </h2>
      <Refused error={remove.error ?? restore.error} />
      {set.cases.length === 0 ? (
        <MessagePage heading="h3" icon={FilePlus2} title={t("case.emptyTitle")} body={t("case.emptyBody")}>
          <Button onClick={add}>
            <Plus aria-hidden />
            {t("case.add")}
          </Button>
        </MessagePage>
      ) : (
        <ul className="divide-y">
          {set.cases.map((each) => (
            <CaseRow
              key={each.id}
              replayCase={each}
              edit={() => setEditing(each)}
              remove={() => removeOne(each.id)}
              isRemoving={remove.isPending}
            />
          ))}
        </ul>
      )}
      <UndoNotice undoable={undo} />
      {editing && <CaseDialog replayCase={editing} close={() => setEditing(null)} />}
    </section>
  );
}

interface CaseRowProps {
  replayCase: ReplayCaseView;
  edit: () => void;
  remove: () => void;
  isRemoving: boolean;
}

function CaseRow({ replayCase, edit, remove, isRemoving }: CaseRowProps) {
  const t = useTranslations("replay.case");
  const expects = useTranslations("replay.expects");
  const expectations = useExpectationTexts(replayCase);
  return (
    <li className="flex flex-wrap items-start gap-x-2 py-3 sm:flex-nowrap [contain-intrinsic-size:auto_5rem] [content-visibility:auto]">
      <div className="min-w-0 flex-1 basis-full sm:basis-0">
        {replayCase.is_deleted ? (
          <Badge tone="warning">{t("deleted")}</Badge>
        ) : (
          <p lang={replayCase.language ?? undefined} className="line-clamp-2 break-words">
            {replayCase.user_text || t("noWords")}
          </p>
        )}
        <p className="mt-0.5 break-words text-muted-foreground text-sm">
          {[
            ...(expectations.length > 0 ? expectations : [expects("nothing")]),
            replayCase.context_turns > 0 ? t("context", { count: replayCase.context_turns }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <div className="ml-auto flex gap-1">
        {!replayCase.is_deleted && (
          <>
            <Button asChild variant="ghost" size="icon" className="pointer-coarse:size-11">
              <Link href={turnHref(replayCase)} prefetch={false} aria-label={t("inHistory")} title={t("inHistory")}>
                <ExternalLink aria-hidden />
              </Link>
            </Button>
            <Button
              variant="ghost"
              size="icon"
              aria-label={t("edit")}
              title={t("edit")}
              onClick={edit}
              className="pointer-coarse:size-11"
            >
              <Pencil aria-hidden />
            </Button>
          </>
        )}
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("remove")}
          title={t("remove")}
          disabled={isRemoving}
          onClick={remove}
          className="pointer-coarse:size-11"
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
    </li>
  );
}
