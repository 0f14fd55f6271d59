"use client";
import { ArrowLeft, FileQuestion, MoreHorizontal, Play, Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { ReplaySetView } from "@/lib/replay/views";
import { ConfirmDialog } from "../confirm-dialog";
import { LoadFailed } from "../load-failed";
import { deleteSetAction, renameSetAction } from "./actions";
import { AddCasesDialog } from "./add-cases-dialog";
import { CaseTable } from "./case-table";
import { ListLoading } from "./list-loading";
import { megabytes } from "./megabytes";
import { NameDialog } from "./name-dialog";
import { NewRunDialog } from "./new-run-dialog";
import { RunList } from "./run-list";
import { ThresholdsDialog } from "./thresholds-dialog";
import { TrendChart } from "./trend-chart";
import { useAction } from "./use-action";
import { useSet } from "./use-replay";

/** One set: its runs, how they went over time, and its cases. */
export function SetView({ setId }: { setId: number }) {
  const t = useTranslations("replay");
  const { data: set, isPending, errorCode, retry } = useSet(setId);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-4xl flex-col px-4 pb-16 md:px-8">
        <Link
          href="/replay"
          className="mt-4 inline-flex w-fit items-center gap-1.5 rounded-md text-muted-foreground text-sm hover:text-foreground md:mt-6"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t("set.back")}
        </Link>
        {isPending && <ListLoading />}
        {!set && errorCode === "not_found" && (
          <MessagePage heading="h1" icon={FileQuestion} title={t("set.notFoundTitle")} body={t("set.notFoundBody")} />
        )}
        {!set && errorCode && errorCode !== "not_found" && (
          <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} />
        )}
        {set && <LoadedSet set={set} />}
      </div>
    </div>
  );
}

type OpenDialog = "rename" | "delete" | "thresholds" | "add" | "run";

function LoadedSet({ set }: { set: ReplaySetView }) {
  const t = useTranslations("replay");
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <header className="flex flex-wrap items-start gap-2 py-3">
        <div className="min-w-0 flex-1 basis-56">
          <h1 className="break-words font-semibold text-lg tracking-tight">{set.name}</h1>
          <p className="text-muted-foreground text-sm">
            {[
              t("version", { version: set.version }),
              t("cases", { count: set.case_count }),
              t("runs", { count: set.run_count }),
              set.audio_bytes > 0 ? t("soundSize", { megabytes: megabytes(set.audio_bytes) }) : "",
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <div className="flex items-center gap-2">
          <Button variant="outline" onClick={() => setDialog("add")} className="pointer-coarse:h-11">
            <Plus aria-hidden />
            {t("case.add")}
          </Button>
          <Button disabled={set.case_count === 0} onClick={() => setDialog("run")} className="pointer-coarse:h-11">
            <Play aria-hidden />
            {t("set.run")}
          </Button>
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button variant="ghost" size="icon" aria-label={t("set.label")} className="pointer-coarse:size-11">
                <MoreHorizontal aria-hidden />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem onSelect={() => setDialog("rename")}>{t("set.rename")}</DropdownMenuItem>
              <DropdownMenuItem onSelect={() => setDialog("thresholds")}>{t("set.thresholds")}</DropdownMenuItem>
              <DropdownMenuItem onSelect={() => setDialog("delete")}>{t("set.delete")}</DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        </div>
      </header>
      {set.runs.length > 0 && (
        <>
          <RunList set={set} />
          <TrendChart set={set} />
        </>
      )}
      <CaseTable set={set} add={() => setDialog("add")} />
      {dialog === "rename" && <RenameDialog set={set} close={close} />}
      {dialog === "delete" && <DeleteDialog set={set} close={close} />}
      {dialog === "thresholds" && <ThresholdsDialog set={set} close={close} />}
      {dialog === "add" && <AddCasesDialog set={set} close={close} />}
      {dialog === "run" && <NewRunDialog set={set} close={close} />}
    </>
  );
}

interface SetDialogProps {
  set: ReplaySetView;
  close: () => void;
}

function RenameDialog({ set, close }: SetDialogProps) {
  const t = useTranslations("replay");
  const rename = useAction(renameSetAction, close);
  return (
    <NameDialog
      title={t("set.rename")}
      label={t("setName")}
      confirm={t("set.save")}
      name={set.name}
      isBusy={rename.isPending}
      error={rename.error}
      save={(name) => rename.mutate({ setId: set.id, name })}
      close={close}
    />
  );
}

function DeleteDialog({ set, close }: SetDialogProps) {
  const t = useTranslations("replay.set");
  const router = useRouter();
  const remove = useAction(deleteSetAction, () => router.push("/replay"));
  return (
    <ConfirmDialog
      title={t("deleteTitle", { name: set.name })}
      body={t("deleteBody", {
        cases: set.case_count,
        runs: set.run_count,
        megabytes: megabytes(set.audio_bytes),
      })}
      confirm={t("deleteConfirm")}
      isBusy={remove.isPending || remove.isSuccess}
      error={remove.error}
      onConfirm={() => remove.mutate({ setId: set.id })}
      close={close}
    />
  );
}
