import { Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { requireRight } from "@/app/audit-refusal";
import { AccuracyTable } from "@/components/quality/accuracy-table";
import { Button } from "@/components/ui/button";
import { transcriptAccuracy } from "@/server/records/feedback/accuracy";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("history.accuracy"))("title") };
}

/** How well each recogniser understands each language, by the house's own corrections. */
export default async function AccuracyPage() {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  await requireRight(actor, "quality:review");
  const t = await getTranslations("history.accuracy");
  const rows = await transcriptAccuracy(getRuntime().contextFor(actor));
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-3xl space-y-4 px-4 py-6 md:px-8">
        <Link href="/history" className="text-muted-foreground text-sm underline-offset-4 hover:underline">
          {t("back")}
        </Link>
        <h1 className="font-semibold text-lg tracking-tight">{t("title")}</h1>
        <p className="max-w-prose text-muted-foreground text-sm">{t("body")}</p>
        <AccuracyTable rows={rows} />
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
