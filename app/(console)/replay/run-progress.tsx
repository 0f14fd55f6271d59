"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { isGoingOn, type ReplayRunView } from "@/lib/replay/views";
import { Refused } from "../refused";
import { cancelRunAction } from "./run-actions";
import { useAction } from "./use-action";
import { useRunProgress } from "./use-replay";

/** How far a run is and what it waits for, while it goes on. */
export function RunProgress({ run }: { run: ReplayRunView }) {
  const t = useTranslations("replay.run");
  const cancel = useAction(cancelRunAction);
  const { done_count: done, total_count: total, waits_for: waitsFor } = useRunProgress(run);
  if (!isGoingOn(run)) return null;
  const share = total > 0 ? done / total : null;
  return (
    <div className="mt-2 grid max-w-md gap-1.5">
      <Progress value={share} label={t("progressLabel", { name: run.name })} />
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <p role="status" className="flex-1 text-muted-foreground">
          {t("progress", { done, total })}
          {waitsFor && ` · ${t(`waits.${waitsFor}`)}`}
        </p>
        <Button
          variant="outline"
          size="sm"
          disabled={cancel.isPending}
          onClick={() => cancel.mutate({ runId: run.id })}
          className="pointer-coarse:h-11"
        >
          {t("cancel")}
        </Button>
      </div>
      <Refused error={cancel.error} />
    </div>
  );
}
