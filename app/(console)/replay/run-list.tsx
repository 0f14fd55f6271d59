"use client";
import { MoreHorizontal } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { isGoingOn, type ReplayRunView, type ReplaySetView } from "@/lib/replay/views";
import { ConfirmDialog } from "../confirm-dialog";
import { Refused } from "../refused";
import { useDates } from "../use-dates";
import { pinBaselineAction } from "./actions";
import { megabytes } from "./megabytes";
import { deleteRunAction } from "./run-actions";
import { RunFailure } from "./run-failure";
import { RunProgress } from "./run-progress";
import { RunStateBadge } from "./run-state-badge";
import { useAction } from "./use-action";
import { useChangeTexts } from "./use-change-texts";

/** The runs of a set, newest first. */
export function RunList({ set }: { set: ReplaySetView }) {
  const t = useTranslations("replay");
  const [deleting, setDeleting] = useState<ReplayRunView | null>(null);
  const pin = useAction(pinBaselineAction);
  return (
    <section aria-labelledby="runs-title" className="mt-2">
      <h2 id="runs-title" className="font-semibold text-base">
        {t("set.runsTitle")}
      </h2>
      <Refused error={pin.error} />
      <ul className="divide-y">
        {set.runs.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            pin={() => pin.mutate({ setId: set.id, runId: run.is_baseline ? null : run.id })}
            remove={() => setDeleting(run)}
          />
        ))}
      </ul>
      {deleting && <DeleteRunDialog run={deleting} close={() => setDeleting(null)} />}
    </section>
  );
}

function RunRow({ run, pin, remove }: { run: ReplayRunView; pin: () => void; remove: () => void }) {
  const t = useTranslations("replay");
  const { moment } = useDates();
  const changes = useChangeTexts(run.changes);
  return (
    <li className="flex flex-wrap items-start gap-x-2 gap-y-1 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <Link
            href={`/replay/${run.set_id}/runs/${run.id}`}
            prefetch={false}
            className="break-words rounded-md font-medium underline-offset-4 hover:underline"
          >
            {run.name}
          </Link>
          <RunStateBadge state={run.state} />
          {run.is_baseline && <Badge tone="accent">{t("run.baseline")}</Badge>}
        </p>
        <p className="mt-0.5 break-words text-muted-foreground text-sm">
          {[
            ...(changes.length > 0 ? changes : [t("run.unchanged")]),
            t("version", { version: run.set_version }),
            run.by ?? t("run.commandLine"),
            moment(run.created_at),
            run.audio_bytes > 0 ? t("soundSize", { megabytes: megabytes(run.audio_bytes) }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <RunFailure run={run} />
        <RunProgress run={run} />
      </div>
      {!isGoingOn(run) && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button
              variant="ghost"
              size="icon"
              aria-label={t("run.labelled", { name: run.name })}
              className="pointer-coarse:size-11"
            >
              <MoreHorizontal aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            {run.state === "done" && (
              <DropdownMenuItem onSelect={pin}>{t(run.is_baseline ? "run.unpin" : "run.pin")}</DropdownMenuItem>
            )}
            <DropdownMenuItem onSelect={remove}>{t("run.delete")}</DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
      )}
    </li>
  );
}

function DeleteRunDialog({ run, close }: { run: ReplayRunView; close: () => void }) {
  const t = useTranslations("replay");
  const remove = useAction(deleteRunAction, close);
  return (
    <ConfirmDialog
      title={t("run.deleteTitle", { name: run.name })}
      body={t("run.deleteBody", { megabytes: megabytes(run.audio_bytes) })}
      confirm={t("set.deleteConfirm")}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ runId: run.id })}
      close={close}
    />
  );
}
