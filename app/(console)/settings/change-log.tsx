"use client";
import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { HouseChangeView } from "@/lib/house-settings";
import { changedLines } from "../changed-lines";
import { Refused } from "../refused";
import { useDates } from "../use-dates";
import { undoHouseChangeAction } from "./actions";
import { useHouseAct } from "./use-house-act";

interface ChangeLogProps {
  /** Newest first. */
  changes: readonly HouseChangeView[];
  /** The name of a setting, and a value of it in words. */
  nameOf: (key: string) => string;
  inWords: (key: string, value: unknown) => string;
  /** A value that has several parts, a line each (null: what holds where nothing was decided): only what differs is shown. */
  linesOf?: (key: string, value: unknown) => readonly string[] | null;
  /** What is there where nothing was decided; default: what AVATAR comes with. */
  absentOf?: (key: string) => string | null;
  /** The environment's variable that holds in place of what is decided here; null: none. */
  variableOf?: (key: string) => string | null;
  undoAction?: typeof undoHouseChangeAction;
  onUndone?: () => void;
}

/** Who changed what in a room and when, from what to what; what holds now can be taken back. */
export function ChangeLog({
  changes,
  nameOf,
  inWords,
  linesOf,
  absentOf,
  variableOf,
  undoAction,
  onUndone,
}: ChangeLogProps) {
  const t = useTranslations("settings.changes");
  const { moment } = useDates();
  const undo = useHouseAct(undoAction ?? undoHouseChangeAction);
  const side = (key: string, each: { value: unknown } | null) =>
    each === null || each.value === null ? (absentOf?.(key) ?? t("default")) : inWords(key, each.value);
  const sidesOf = ({ key, before, after }: Pick<HouseChangeView, "key" | "before" | "after">) => {
    const lines = [before, after].map((each) => linesOf?.(key, each?.value ?? null));
    if (!lines[0] || !lines[1]) return [side(key, before), side(key, after)];
    return changedLines(lines[0], lines[1]).map((each) => each.join(" · ") || "–");
  };
  return (
    <section aria-labelledby="changes" className="mt-10 border-t pt-6">
      <h3 id="changes" className="font-semibold text-sm">
        {t("title")}
      </h3>
      {changes.length === 0 && <p className="mt-2 text-muted-foreground text-sm">{t("empty")}</p>}
      <Refused className="mt-2" error={undo.error} conflict={t("conflict")} />
      <ul className="mt-2 divide-y">
        {changes.map(({ change_id: changeId, key, by, at, is_secret: isSecret, can_undo: canUndo, ...change }) => (
          <li key={changeId} className="flex flex-wrap items-start gap-x-4 gap-y-1 py-2">
            <div className="min-w-0 flex-1 basis-64 text-sm">
              <p className="flex flex-wrap items-center gap-x-2">
                <span className="font-medium">{nameOf(key)}</span>
                {canUndo && !variableOf?.(key) && <Badge>{t("holds")}</Badge>}
                {canUndo && variableOf?.(key) && <Badge>{t("overridden", { variable: variableOf(key) ?? "" })}</Badge>}
              </p>
              {isSecret ? (
                <p className="text-muted-foreground">{t("secret")}</p>
              ) : (
                <p className="wrap-anywhere whitespace-pre-line">
                  <del className="text-muted-foreground decoration-1">
                    <span className="sr-only">{t("before")} </span>
                    {sidesOf({ key, ...change })[0]}
                  </del>
                  <span aria-hidden> → </span>
                  <ins className="no-underline">
                    <span className="sr-only">{t("after")} </span>
                    {sidesOf({ key, ...change })[1]}
                  </ins>
                </p>
              )}
              <p className="text-muted-foreground text-xs tabular-nums">
                {t("byAt", { by: by ?? t("commandLine"), at: moment(at) })}
              </p>
            </div>
            {canUndo && (
              <Button
                variant="ghost"
                size="sm"
                className="pointer-coarse:h-11"
                aria-label={t("undoOf", { name: nameOf(key) })}
                disabled={undo.isPending}
                onClick={() => undo.mutate({ changeId }, { onSettled: onUndone })}
              >
                <Undo2 aria-hidden />
                {t("undo")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
