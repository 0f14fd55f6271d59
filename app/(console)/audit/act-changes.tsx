"use client";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import type { AuditActView } from "@/lib/audit/view";
import { changedLines } from "../changed-lines";
import { noValue, useActValues } from "./use-act-values";

/** What was there before and after, a line a field; a changed one that the log does not hold says so. */
export function ActChanges({ act }: { act: AuditActView }) {
  const { before, after, changed_fields } = act;
  const t = useTranslations("audit");
  const { field, value, isCode } = useActValues(act);
  // Also those that the log does not hold: names, texts, secrets.
  const changedFields = changed_fields ?? [];
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {}), ...changedFields])];
  if (names.length === 0) return null;
  const isHeld = (name: string) => name in (before ?? {}) || name in (after ?? {});
  const rows = names
    .map((name) => {
      const [was, is] = [before, after].map((row) => value(name, row?.[name]).split("\n"));
      return { name, said: changedLines(was ?? [], is ?? []).map((lines) => lines.join("\n") || noValue) };
    })
    // What was never there: a new token has not been used.
    .filter(({ name, said }) => !isHeld(name) || said.some((each) => each !== noValue));
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-80 table-fixed text-xs">
        <thead className="text-left text-muted-foreground">
          <tr>
            <th scope="col" className="w-1/4 py-1 pr-3 font-normal">
              {t("field")}
            </th>
            <th scope="col" className="py-1 pr-3 font-normal">
              {t("before")}
            </th>
            <th scope="col" className="py-1 font-normal">
              {t("after")}
            </th>
          </tr>
        </thead>
        <tbody className="align-top">
          {rows.map(({ name, said }) => (
            <tr key={name} className="border-t">
              <th scope="row" className="wrap-anywhere py-1 pr-3 text-left font-normal">
                {field(name)}
              </th>
              {isHeld(name) ? (
                said.map((each, at) => (
                  <td
                    key={at === 0 ? "before" : "after"}
                    className={cn(
                      "wrap-anywhere whitespace-pre-wrap py-1 pr-3 tabular-nums",
                      isCode(name) && "font-mono",
                      changedFields.includes(name) ? "" : "text-muted-foreground",
                    )}
                  >
                    {each}
                  </td>
                ))
              ) : (
                <td colSpan={2} className="py-1 text-muted-foreground">
                  {t("notHeld")}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
