import { Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { forbidden, redirect } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import { ScrollRegion } from "@/components/reply/scroll-region";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { can } from "@/lib/auth/permissions";
import { transcriptAccuracy } from "@/server/records/feedback/accuracy";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("history.accuracy"))("title") };
}

/** `wide`: what phones have no room for. */
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
export default async function AccuracyPage() {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  if (!can(actor.role, "quality:review")) forbidden();
  const t = await getTranslations("history.accuracy");
  const languageName = await getTranslations("chat.language.names");
  const format = await getFormatter();
  const rows = await transcriptAccuracy(getRuntime().contextFor(actor));
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-3xl space-y-4 px-4 py-6 md:px-8">
        <Link href="/history" className="text-muted-foreground text-sm underline-offset-4 hover:underline">
          {t("back")}
        </Link>
        <h1 className="font-semibold text-lg tracking-tight">{t("title")}</h1>
        <p className="max-w-prose text-muted-foreground text-sm">{t("body")}</p>
        {rows.length === 0 ? (
          <p className="text-sm">{t("empty")}</p>
        ) : (
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
                    <th scope="row" className="wrap-anywhere min-w-20 py-2 pr-2 text-left sm:pr-4 font-normal">
                      {row.stt_model ?? t("unknown")}
                    </th>
                    <td className={cell}>{languageName(row.language)}</td>
                    <td className={wideCell}>{format.number(row.turns)}</td>
                    <td className={cell}>{format.number(row.checked_turns)}</td>
                    <td className={wideCell}>{format.number(row.wrong_turns)}</td>
                    <td className={cell}>
                      {row.units === 0
                        ? "–"
                        : `${row.language === "en" ? "WER" : "CER"} ${percent(row.errors / row.units)}`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        )}
        <Button
          asChild
          variant="outline"
          size="sm"
          className="h-auto min-h-8 max-w-full whitespace-normal py-1.5 text-left pointer-coarse:min-h-11"
        >
          <a href="/api/corrections/export" download>
            <Download aria-hidden />
            {t("export")}
          </a>
        </Button>
      </div>
    </div>
  );
}
