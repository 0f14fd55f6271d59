import { useFormatter, useTranslations } from "next-intl";
import { ScrollRegion } from "@/components/reply/scroll-region";
import { cn } from "@/components/ui/cn";
import type { TranscriptAccuracy } from "@/lib/feedback";

const columns = [
  { name: "model" },
  { name: "language" },
  { name: "turns", wide: true },
  { name: "checked" },
  { name: "wrong", wide: true },
  { name: "rate" },
] as const;
const cell = "whitespace-nowrap py-2 pr-2 last:pr-0 sm:pr-4";
const wideCell = cn(cell, "hidden sm:table-cell");

/** How well each recogniser understands each language, by the house's own corrections. */
export function AccuracyTable({ rows }: { rows: readonly TranscriptAccuracy[] }) {
  const t = useTranslations("history.accuracy");
  const languageName = useTranslations("chat.language.names");
  const format = useFormatter();
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
  if (rows.length === 0) return <p className="text-sm">{t("empty")}</p>;
  return (
    <ScrollRegion>
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="border-b text-left text-muted-foreground text-xs">
            {columns.map((column) => (
              <th key={column.name} scope="col" className={cn("font-medium", "wide" in column ? wideCell : cell)}>
                {t(column.name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.map((row) => (
            <tr key={`${row.stt_model} ${row.language}`}>
              <th scope="row" className="wrap-anywhere min-w-20 py-2 pr-2 text-left font-normal sm:pr-4">
                {row.stt_model ?? t("unknown")}
              </th>
              <td className={cell}>{languageName(row.language)}</td>
              <td className={wideCell}>{format.number(row.turns)}</td>
              <td className={cell}>{format.number(row.checked_turns)}</td>
              <td className={wideCell}>{format.number(row.wrong_turns)}</td>
              <td className={cell}>
                {row.units === 0 ? "–" : `${row.language === "en" ? "WER" : "CER"} ${percent(row.errors / row.units)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
