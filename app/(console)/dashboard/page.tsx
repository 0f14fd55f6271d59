import type { Metadata } from "next";
import Link from "next/link";
import { forbidden, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AccuracyTable } from "@/components/quality/accuracy-table";
import { cn } from "@/components/ui/cn";
import { can } from "@/lib/auth/permissions";
import { levelDays } from "@/lib/service-levels";
import { transcriptAccuracy } from "@/server/records/feedback/accuracy";
import { readLevels, readLevelsSchema } from "@/server/records/levels/read-levels";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { LevelTable } from "./level-table";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("dashboard"))("title") };
}

const defaultDays = 7;

/** How the house stands to its service levels, and how well it is understood. */
export default async function DashboardPage(props: { searchParams: Promise<{ days?: string | string[] }> }) {
  const actor = await currentActor();
  if (!actor) redirect("/login?notice=revoked");
  if (!can(actor.role, "metrics:read")) forbidden();
  const asked = readLevelsSchema.safeParse({ days: Number((await props.searchParams).days) });
  const { days } = asked.data ?? { days: defaultDays };
  const t = await getTranslations("dashboard");
  const accuracy = await getTranslations("history.accuracy");
  const ctx = getRuntime().contextFor(actor);
  const [report, rows] = await Promise.all([readLevels(ctx, { days }), transcriptAccuracy(ctx)]);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-4xl px-4 pt-4 pb-16 md:px-8 md:pt-6">
        <h1 className="font-semibold text-lg tracking-tight">{t("title")}</h1>
        <section aria-labelledby="levels" className="mt-6 space-y-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h2 id="levels" className="font-semibold text-base">
              {t("levels")}
            </h2>
            <nav aria-label={t("period")} className="flex rounded-md border p-0.5">
              {levelDays.map((each) => (
                <Link
                  key={each}
                  href={`/dashboard?days=${each}`}
                  aria-current={each === days ? "page" : undefined}
                  className={cn(
                    "flex h-8 items-center rounded-sm px-3 text-muted-foreground text-sm hover:text-foreground pointer-coarse:h-11",
                    each === days && "bg-muted font-medium text-foreground",
                  )}
                >
                  {t("days", { count: each })}
                </Link>
              ))}
            </nav>
          </div>
          <LevelTable report={report} />
        </section>
        <section aria-labelledby="accuracy" className="mt-10 space-y-3">
          <h2 id="accuracy" className="font-semibold text-base">
            {accuracy("title")}
          </h2>
          <p className="max-w-prose text-muted-foreground text-sm">{accuracy("body")}</p>
          <AccuracyTable rows={rows} />
          <Link
            href="/history/accuracy"
            className="inline-block text-primary text-sm underline-offset-4 hover:underline"
          >
            {t("corrections")}
          </Link>
        </section>
      </div>
    </div>
  );
}
