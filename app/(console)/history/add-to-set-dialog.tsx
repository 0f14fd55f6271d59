"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { actionValue } from "@/app/action-answer";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { mostCasesAtOnce, type ReplaySetSummary } from "@/lib/replay/views";
import { fetchGood } from "../fetch-conversation";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";
import { useOneAtATime } from "../use-one-at-a-time";
import { addCasesAction } from "./actions";

/** Which turns: some, those of conversations, or all that the list's address (`HistoryFilter`) finds. */
export type TurnsToAdd = { turnIds: string[] } | { sessionIds: string[] } | { search: string };

/** Puts turns into a set that is run again, or into a new one. */
export function AddToSetDialog({ turns, close }: { turns: TurnsToAdd; close: () => void }) {
  const t = useTranslations("history.addToSet");
  const common = useTranslations("common");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const sets = useQuery({
    queryKey: ["replay-sets-to-add"],
    queryFn: async ({ signal }) => (await (await fetchGood("/api/replays", signal)).json()) as ReplaySetSummary[],
    gcTime: 0,
  });
  const add = useOneAtATime({
    mutationFn: (into: { setId: number } | { newSetName: string }) =>
      actionValue(addCasesAction({ ...into, ...inputOf(turns) })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["replays"] }),
  });
  const body = "search" in turns ? t("bodyFilter", { most: mostCasesAtOnce }) : t("body");
  return (
    <FormDialog isTyped={name.trim() !== "" && !add.data} close={close}>
      <DialogTitle>{t("title")}</DialogTitle>
      <DialogDescription role="status">
        {add.data
          ? add.data.leftOut > 0
            ? common("sentences", { first: t("done", add.data), second: t("leftOut", add.data) })
            : t("done", add.data)
          : body}
      </DialogDescription>
      {add.data ? (
        <div className="flex flex-wrap items-center justify-end gap-2">
          <Button asChild variant="outline" className="pointer-coarse:h-11">
            <Link href={`/replay/${add.data.setId}`}>{t("open")}</Link>
          </Button>
          <Button className="pointer-coarse:h-11" onClick={close}>
            {common("close")}
          </Button>
        </div>
      ) : (
        <>
          {sets.isPending && <Skeleton className="h-16" />}
          {sets.data && sets.data.length > 0 && (
            <ul aria-label={t("sets")} className="-m-1 grid max-h-60 grid-cols-1 gap-1 overflow-y-auto p-1">
              {sets.data.map(({ id, name, case_count }) => (
                <li key={id}>
                  <Button
                    variant="outline"
                    className="w-full justify-between gap-3 pointer-coarse:h-11"
                    disabled={add.isPending}
                    onClick={() => add.mutate({ setId: id })}
                  >
                    <span className="min-w-0 truncate">{name}</span>
                    <span className="shrink-0 text-muted-foreground text-xs">{t("cases", { count: case_count })}</span>
                  </Button>
                </li>
              ))}
            </ul>
          )}
          <form
            className="flex flex-wrap gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim()) add.mutate({ newSetName: name });
            }}
          >
            <Input
              aria-label={t("newSet")}
              placeholder={t("newSet")}
              value={name}
              maxLength={100}
              onChange={(event) => setName(event.target.value)}
              className="min-w-0 flex-1 basis-48"
            />
            <Button type="submit" className="pointer-coarse:h-11" disabled={!name.trim() || add.isPending}>
              {t("create")}
            </Button>
          </form>
          <Refused error={sets.error ?? add.error} conflict={t("nameTaken")} />
        </>
      )}
    </FormDialog>
  );
}

/** What comes from the address is checked by the server. */
function inputOf(turns: TurnsToAdd): Omit<Parameters<typeof addCasesAction>[0], "setId" | "newSetName"> {
  if (!("search" in turns)) return turns;
  return { filter: Object.fromEntries(new URLSearchParams(turns.search)) };
}
