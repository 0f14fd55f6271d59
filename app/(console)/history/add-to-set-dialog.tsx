"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { actionValue } from "@/app/action-answer";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import type { ReplaySetSummary } from "@/lib/replay/views";
import { fetchGood } from "../fetch-conversation";
import { Refused } from "../refused";
import { addCasesAction } from "./actions";

interface AddToSetDialogProps {
  turnIds?: string[];
  sessionIds?: string[];
  close: () => void;
}

/** Puts turns into a set that is run again; the sets themselves are made on the page of replays. */
export function AddToSetDialog({ turnIds = [], sessionIds = [], close }: AddToSetDialogProps) {
  const t = useTranslations("history.addToSet");
  const common = useTranslations("common");
  const client = useQueryClient();
  const sets = useQuery({
    queryKey: ["replay-sets-to-add"],
    queryFn: async ({ signal }) => (await (await fetchGood("/api/replays", signal)).json()) as ReplaySetSummary[],
    gcTime: 0,
  });
  const add = useMutation({
    mutationFn: (setId: number) => actionValue(addCasesAction({ setId, turnIds, sessionIds })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["replays"] }),
  });
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && close()}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription role="status">{add.data ? t("done", add.data) : t("body")}</DialogDescription>
        {sets.isPending && <Skeleton className="h-16" />}
        {sets.data?.length === 0 && <p className="text-sm">{t("none")}</p>}
        {!add.data && sets.data && (
          <ul className="grid gap-1">
            {sets.data.map(({ id, name, case_count }) => (
              <li key={id}>
                <Button
                  variant="outline"
                  className="w-full justify-between pointer-coarse:h-11"
                  disabled={add.isPending}
                  onClick={() => add.mutate(id)}
                >
                  <span className="truncate">{name}</span>
                  <span className="text-muted-foreground text-xs">{t("cases", { count: case_count })}</span>
                </Button>
              </li>
            ))}
          </ul>
        )}
        <Refused error={sets.error ?? add.error} />
        <div className="flex justify-end">
          <Button variant={add.data ? "primary" : "ghost"} onClick={close}>
            {common("close")}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
