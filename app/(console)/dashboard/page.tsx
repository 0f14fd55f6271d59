import type { Metadata } from "next";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { requireRight } from "@/app/audit-refusal";
import { AccuracyTable } from "@/components/quality/accuracy-table";
import { hasBegun, monthOf, monthSchema } from "@/lib/alerts/month";
import { dashboardHref, dashboardViewSchema, unreadableParts } from "@/lib/dashboard/view";
import { metricRanges } from "@/lib/metrics/kept-numbers";
import type { RecordsContext } from "@/server/records/context";
import { transcriptAccuracy } from "@/server/records/feedback/accuracy";
import { readTiles } from "@/server/records/metrics/read-tiles";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { Section } from "../section";
import { ChoiceLinks } from "./choice-links";
import { DashboardView } from "./dashboard-view";
import { MonthReport } from "./month/month-report";
import { readMonth } from "./month/read-month";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("dashboard"))("title") };
}

/** How the house stands to its service levels, what runs now, and what explains both. */
export default async function DashboardPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  await requireRight(actor, "metrics:read");
  const query = await props.searchParams;
  const month = monthSchema.safeParse(query.month);
  if (month.success) {
    const ctx = getRuntime().contextFor(actor);
    if (!hasBegun(month.data, ctx.nowS())) notFound();
    return <MonthReport facts={await readMonth(ctx, month.data)} />;
  }
  const view = dashboardViewSchema.parse(query);
  const t = await getTranslations("dashboard");
  const monthTexts = await getTranslations("monthReport");
  const format = await getFormatter();
  const unreadable = unreadableParts(query).map((name) => t(`parts.${name}`));
  const ctx = getRuntime().contextFor(actor);
  const tiles = await readTiles(ctx, view);
  const ranges = metricRanges.map((range) => ({
    href: dashboardHref({ ...view, range }),
    text: t(`ranges.${range}`),
    isChosen: range === view.range,
  }));
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-[120rem] px-4 pt-4 pb-16 md:px-8 md:pt-6">
        <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
          <h1 className="font-semibold text-lg tracking-tight">{t("title")}</h1>
          <div className="flex flex-wrap items-center gap-2">
            <Link
              href={`/dashboard?month=${monthOf(ctx.nowS())}`}
              className="flex h-9 items-center px-1 text-muted-foreground text-sm underline-offset-4 hover:underline pointer-coarse:h-11"
            >
              {monthTexts("link")}
            </Link>
            <ChoiceLinks label={t("period")} choices={ranges} />
          </div>
        </div>
        {unreadable.length > 0 && (
          <p className="mb-4 text-muted-foreground text-sm">{t("unreadable", { parts: format.list(unreadable) })}</p>
        )}
        <DashboardView view={view} tiles={tiles} />
        {/* It goes through all corrections, and follows when it is there. */}
        <Suspense>
          <AccuracySection ctx={ctx} />
        </Suspense>
      </div>
    </div>
  );
}

async function AccuracySection({ ctx }: { ctx: RecordsContext }) {
  const t = await getTranslations("dashboard");
  const accuracy = await getTranslations("history.accuracy");
  return (
    <Section className="mt-10" title={accuracy("title")}>
      <p className="max-w-prose text-muted-foreground text-sm">{accuracy("body")}</p>
      <AccuracyTable rows={await transcriptAccuracy(ctx)} />
      <Link href="/history/accuracy" className="inline-block text-primary text-sm underline-offset-4 hover:underline">
        {t("corrections")}
      </Link>
    </Section>
  );
}
