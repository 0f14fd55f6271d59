import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { chooseLocale } from "@/app/preferences";
import { BrandMark } from "@/components/shell/brand-mark";
import { LanguageSwitch } from "@/components/shell/language-switch";
import { ServerData } from "@/components/shell/server-data";
import { errorCodeList } from "@/lib/errors";
import { isFirstRun } from "@/server/records/sessions/is-first-run";
import { currentActor } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";
import { logInAction } from "./actions";
import { LoginForm } from "./login-form";
import { ModelsOnTheirWay } from "./models-on-their-way";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("login"))("title") };
}

interface LoginPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const [parameters, actor, t] = await Promise.all([searchParams, currentActor(), getTranslations()]);
  if (actor) redirect("/chat");
  const { next, error, notice } = parameters;
  const firstRun = await isFirstRun(getRuntime().contextFor({ kind: "system", job: "login" }));
  return (
    <div className="flex min-h-dvh flex-col px-6 py-6">
      <header className="flex justify-end">
        <LanguageSwitch chooseLocale={chooseLocale} />
      </header>
      <main className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center gap-6 py-10">
        <div>
          <p className="flex items-center gap-2.5 font-semibold text-lg tracking-tight">
            <BrandMark className="size-6 text-primary" />
            {t("app.name")}
          </p>
          <p className="mt-2 text-balance text-muted-foreground text-sm">{t("app.tagline")}</p>
        </div>
        <h1 className="sr-only">{t("login.title")}</h1>
        <LoginForm
          action={logInAction}
          next={typeof next === "string" ? next : undefined}
          notice={notice === "loggedOut" || notice === "revoked" ? notice : undefined}
          initialCode={errorCodeList.find((code) => code === error)}
        />
        {firstRun && <p className="text-muted-foreground text-sm">{t("login.firstRun")}</p>}
        <ServerData>
          <ModelsOnTheirWay />
        </ServerData>
      </main>
    </div>
  );
}
