import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { programParts } from "@/server/operations/program-parts";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { ModelParts } from "./model-parts";
import { PackageParts } from "./package-parts";
import { Privacy } from "./privacy";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("about"))("title") };
}

/** What AVATAR is made of, and what leaves the building; for everybody who is logged in. */
export default async function AboutPage() {
  if (!(await currentActor())) redirect("/login?notice=revoked");
  const t = await getTranslations("about");
  const { version, licence, models, packages } = await programParts();
  const running = getRuntime().health().models;
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-3xl space-y-10 px-4 pt-4 pb-16 md:px-8 md:pt-6">
        <header>
          <h1 className="font-semibold text-lg tracking-tight">{t("title")}</h1>
          <p className="mt-1 text-muted-foreground text-sm tabular-nums">{t("version", { version, licence })}</p>
        </header>
        <Privacy running={running} />
        <ModelParts models={models} running={running} />
        <PackageParts groups={packages} />
      </div>
    </div>
  );
}
